extension Scaffold {
  /// What renders, verifies and publishes the book wherever it is pushed to.
  static let courseFiles = [
    ".github/workflows/handouts.yml": gitHubWorkflow, ".gitlab-ci.yml": gitLabPipeline,
    "README.md": courseReadme,
  ]

  private static let courseReadme = """
    # Course

    `convolume preview --browser` shows the pages while you write them; `convolume render` writes them all into
    `output/`. `convolume verify --record` runs every experiment at full length and keeps the values in
    `chapters/results/`, which belong to the sources.

    Each push renders the book, compares it with the recorded values, and publishes the pages: on GitHub by
    `.github/workflows/handouts.yml`, on GitLab by `.gitlab-ci.yml`. Both need to know where Convolume comes
    from: set the variable `CONVOLUME_REPOSITORY` of the repository to the address that `git clone` takes. On
    GitHub, choose "GitHub Actions" as the source of the pages.

    What cells computed is kept between pushes, so that only changed cells are run.

    """

  private static let gitHubWorkflow = """
    # Renders the book, compares it with the recorded values, and publishes the pages.
    name: Handouts
    on:
      push:
        branches: [main]
      pull_request:
      workflow_dispatch:

    permissions:
      contents: read
      pages: write
      id-token: write

    concurrency:
      group: handouts-${{ github.ref }}
      cancel-in-progress: true

    jobs:
      render:
        runs-on: ubuntu-latest
        container: swift:6.3-bookworm
        env:
          CONVOLUME_REPOSITORY: ${{ vars.CONVOLUME_REPOSITORY }}
          CONVOLUME_VERSION: main
        steps:
          - uses: actions/checkout@v4
          - name: Get Convolume and what it needs
            run: |
              test -n "$CONVOLUME_REPOSITORY" || {
                echo "Set the repository's variable CONVOLUME_REPOSITORY to the address of Convolume." >&2
                exit 1
              }
              apt-get update -qq && apt-get install -y -qq git make
              git clone --depth 1 --branch "$CONVOLUME_VERSION" "$CONVOLUME_REPOSITORY" /opt/convolume
              make -C /opt/convolume deps
              echo "commit=$(git -C /opt/convolume rev-parse HEAD)" >> "$GITHUB_ENV"
          - name: Recall its build
            uses: actions/cache@v4
            with:
              path: /opt/convolume/.build
              key: convolume-${{ env.commit }}
          - name: Build
            run: make -C /opt/convolume install
          - name: Recall what cells computed
            uses: actions/cache@v4
            with:
              path: .convolume
              key: results-${{ env.commit }}-${{ hashFiles('_convolume.yml', 'chapters/**', 'data/**') }}
              restore-keys: |
                results-${{ env.commit }}-
                results-
          - name: Render
            run: convolume render
          - name: Compare with the recorded values
            run: if [ -d chapters/results ]; then convolume verify; fi
          - name: Keep the pages
            uses: actions/upload-artifact@v4
            with:
              name: handouts
              path: output
          - if: github.ref == 'refs/heads/main'
            uses: actions/upload-pages-artifact@v3
            with:
              path: output/html

      publish:
        if: github.ref == 'refs/heads/main'
        needs: render
        runs-on: ubuntu-latest
        environment:
          name: github-pages
          url: ${{ steps.pages.outputs.page_url }}
        steps:
          - id: pages
            uses: actions/deploy-pages@v4

    """

  private static let gitLabPipeline = """
    # Renders the book, compares it with the recorded values, and publishes the pages.
    variables:
      CONVOLUME_VERSION: main

    pages:
      image: swift:6.3-bookworm
      rules:
        - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      cache:
        - key: convolume-$CONVOLUME_VERSION
          paths: [convolume/]
        - key:
            files: [_convolume.yml]
            prefix: results
          paths: [.convolume/]
      script:
        - test -n "$CONVOLUME_REPOSITORY" || { echo "Set the variable CONVOLUME_REPOSITORY to the address of Convolume." >&2; exit 1; }
        - apt-get update -qq && apt-get install -y -qq git make
        - test -d convolume/.git || git clone --depth 1 --branch "$CONVOLUME_VERSION" "$CONVOLUME_REPOSITORY" convolume
        - git -C convolume pull --ff-only
        - make -C convolume deps install
        - convolume render
        - if [ -d chapters/results ]; then convolume verify; fi
        - cp -R output/html public
      artifacts:
        paths: [public, output]

    """
}
