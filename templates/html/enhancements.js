// What a page can do better with JavaScript; without it, it reads just the same.
(() => {
  const root = document.documentElement;
  const themes = ["auto", "light", "dark"];
  const own = root.dataset.theme; // what the page's author chose

  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // Pages opened as files may have no storage; the choice then lasts for this page.
    }
  };
  const store = (theme) => {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      return;
    }
  };
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else if (own) root.dataset.theme = own;
    else delete root.dataset.theme;
  };

  let theme = themes.includes(stored()) ? stored() : "auto";
  apply(theme);

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const label = () => {
      button.textContent = button.dataset[theme];
    };
    button.hidden = false;
    label();
    button.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      apply(theme);
      store(theme);
      label();
    });

    const { copy: copyWord, copied: copiedWord } = root.dataset;
    if (!navigator.clipboard || !copyWord) return;
    const addCopying = () => {
      for (const block of document.querySelectorAll(".code")) {
        if (block.querySelector("button.copy")) continue;
        addCopyingTo(block);
      }
    };
    const addCopyingTo = (block) => {
      const copy = document.createElement("button");
      copy.className = "copy";
      copy.type = "button";
      copy.textContent = copyWord;
      copy.addEventListener("click", async () => {
        await navigator.clipboard.writeText(block.querySelector("pre").textContent);
        copy.textContent = copiedWord;
        setTimeout(() => (copy.textContent = copyWord), 1500);
      });
      block.append(copy);
    };
    addCopying();
    // In a preview, code may be added to an open page.
    document.addEventListener("convolume:changed", addCopying);
  });
})();
