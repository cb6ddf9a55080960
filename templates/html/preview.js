// Follows a preview: puts what changed on the open page, and messages where they belong.
//
// The server streams the whole state at each change: the version of every file, what is wrong, what is being
// done. A page whose version changed is fetched, and only what differs from the page before is parsed and
// touched, so that the place where one reads, unfolded parts and the theme stay as they are.
(() => {
  const here = decodeURIComponent(location.pathname);
  const own = "data-preview"; // marks what this script put on the page
  let version = null;
  let known = null; // the page as the server last sent it, in pieces
  let queue = Promise.resolve();

  const parse = (text) => new DOMParser().parseFromString(text, "text/html");

  // What scripts added to the page is in none of the server's pages.
  const added = (node) =>
    node.nodeType === Node.ELEMENT_NODE && (node.hasAttribute(own) || node.classList.contains("copy"));
  const children = (node) => [...node.childNodes].filter((child) => !added(child));
  const isWhole = (node) => node.nodeType !== Node.ELEMENT_NODE || ["svg", "math", "SCRIPT", "STYLE"].includes(node.nodeName);

  const changed = [];
  const fresh = (node) => {
    const copy = document.importNode(node, true);
    if (copy.nodeType === Node.ELEMENT_NODE) changed.push(copy);
    return copy;
  };

  // Pairs equal nodes of two lists in their order, the most that there are.
  const pairs = (before, after) => {
    const text = (node) => node.outerHTML ?? node.data;
    const [left, right] = [before.map(text), after.map(text)];
    const lengths = left.map(() => new Uint16Array(right.length + 1)).concat([new Uint16Array(right.length + 1)]);
    for (let i = left.length - 1; i >= 0; i--)
      for (let j = right.length - 1; j >= 0; j--)
        lengths[i][j] =
          left[i] === right[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    const found = [];
    for (let i = 0, j = 0; i < left.length && j < right.length; ) {
      if (left[i] === right[j]) found.push([i++, j++]);
      else if (lengths[i + 1][j] >= lengths[i][j + 1]) i++;
      else j++;
    }
    return found;
  };

  const morphAttributes = (live, before, after) => {
    for (const { name } of [...before.attributes])
      if (!after.hasAttribute(name)) live.removeAttribute(name);
    for (const { name, value } of [...after.attributes])
      if (before.getAttribute(name) !== value) live.setAttribute(name, value);
  };

  // Makes of `live`, which came of `before`, what `after` is.
  const morph = (live, before, after) => {
    if (before.isEqualNode(after)) return live;
    if (isWhole(before) || before.nodeName !== after.nodeName) {
      const copy = fresh(after);
      live.replaceWith(copy);
      return copy;
    }
    morphAttributes(live, before, after);
    morphChildren(live, before, after);
    return live;
  };

  const morphChildren = (live, before, after) =>
    morphList(live, children(live), [...before.childNodes], [...after.childNodes], null);

  // Makes of some nodes of `live`, which came of `old` and stand before `behind`, what `next` is.
  const morphList = (live, nodes, old, next, behind) => {
    if (nodes.length !== old.length) {
      for (const node of nodes) node.remove();
      for (const node of next) live.insertBefore(fresh(node), behind);
      return;
    }
    let start = 0;
    while (start < old.length && start < next.length && old[start].isEqualNode(next[start])) start++;
    let tail = 0;
    while (
      tail < old.length - start && tail < next.length - start
      && old[old.length - 1 - tail].isEqualNode(next[next.length - 1 - tail])
    ) tail++;
    const [oldEnd, nextEnd] = [old.length - tail, next.length - tail];
    const same = pairs(old.slice(start, oldEnd), next.slice(start, nextEnd)).map(([i, j]) => [i + start, j + start]);
    same.push([oldEnd, nextEnd]);
    let [i, j] = [start, start];
    for (const [oldStop, nextStop] of same) {
      const end = nodes[oldStop] ?? behind;
      while (i < oldStop || j < nextStop) {
        const matches = i < oldStop && j < nextStop && old[i].nodeName === next[j].nodeName
          && (old[i].id ?? "") === (next[j].id ?? "");
        // What has the same name and kind is changed in its place; else it is another one.
        const isMoreToCome = nextStop - j > oldStop - i;
        if (matches || (i < oldStop && j < nextStop && !isMoreToCome && nextStop - j === oldStop - i)) {
          morph(nodes[i++], old[i - 1], next[j++]);
        } else if (j < nextStop && (isMoreToCome || i >= oldStop)) {
          live.insertBefore(fresh(next[j++]), nodes[i] ?? end);
        } else {
          nodes[i++].remove();
        }
      }
      // The equal pair itself stays.
      [i, j] = [oldStop + 1, nextStop + 1];
    }
  };

  // The first block that is in sight, and how far from the top.
  const reading = () => {
    for (const block of document.querySelectorAll("main article > *, main > section > *")) {
      const box = block.getBoundingClientRect();
      if (box.bottom > 0 && box.height > 0) return { block, top: box.top };
    }
    return null;
  };

  // Scrolls so that it is as far from the top as it was.
  const keep = (mark) => {
    if (mark && mark.block.isConnected)
      window.scrollBy({ top: mark.block.getBoundingClientRect().top - mark.top, behavior: "instant" });
  };

  // A page in pieces, one for each block of the chapter. A page with many drawings is parsed in
  // some tenths of a second, and its pieces are compared as text in some hundredths.
  const cut = (text) => {
    const marks = [...text.matchAll(/<[a-z][a-z0-9]* data-line="(\d*)"/g)];
    const end = Math.max(text.lastIndexOf("</article>"), marks.at(-1)?.index ?? 0);
    const pieces = marks.map(({ index, 1: line }, place) => {
      const html = text.slice(index, marks[place + 1]?.index ?? end);
      // Most blocks move by some lines when something above them changes.
      return { line, html, text: html.replace(/ data-line="\d*"/, "") };
    });
    const start = marks[0]?.index ?? end;
    return { text, pieces, frame: text.slice(0, start), rest: text.slice(end) };
  };

  const nodesOf = (pieces) => {
    const template = document.createElement("template");
    template.innerHTML = pieces.map(({ html }) => html).join("");
    return [...template.content.childNodes];
  };

  // Puts pieces that changed in their places; returns whether nothing else is to be done.
  const patch = (before, after) => {
    const article = document.querySelector("article");
    if (!article || before.frame !== after.frame || before.rest !== after.rest) return false;
    const blocks = [...article.children].filter((block) => block.hasAttribute("data-line"));
    const [old, next] = [before.pieces, after.pieces];
    if (blocks.length !== old.length) return false;
    let start = 0;
    while (start < old.length && start < next.length && old[start].text === next[start].text) start++;
    let tail = 0;
    while (
      tail < old.length - start && tail < next.length - start
      && old[old.length - 1 - tail].text === next[next.length - 1 - tail].text
    ) tail++;
    const [oldEnd, nextEnd] = [old.length - tail, next.length - tail];
    const behind = blocks[oldEnd] ?? null;
    const nodes = [];
    if (start < oldEnd)
      for (let node = blocks[start]; node !== behind; node = node.nextSibling) if (!added(node)) nodes.push(node);
    morphList(article, nodes, nodesOf(old.slice(start, oldEnd)), nodesOf(next.slice(start, nextEnd)), behind);
    const setLine = (block, { line }) => {
      if (block.dataset.line !== line) block.dataset.line = line;
    };
    blocks.slice(0, start).forEach((block, place) => setLine(block, next[place]));
    blocks.slice(oldEnd).forEach((block, place) => setLine(block, next[nextEnd + place]));
    return true;
  };

  const showAnew = (before, after) => {
    const [old, next] = [parse(before.text), parse(after.text)];
    document.title = next.title;
    morphAttributes(document.documentElement, old.documentElement, next.documentElement);
    const style = (page) => [...page.head.querySelectorAll("style")].map((sheet) => sheet.textContent);
    if (style(old).join() !== style(next).join())
      document.head.querySelectorAll("style").forEach((sheet, place) => (sheet.textContent = style(next)[place] ?? ""));
    morph(document.body, old.body, next.body);
  };

  const show = (text) => {
    const next = cut(text);
    const mark = window.scrollY > 0 ? reading() : null;
    changed.length = 0;
    if (known && !patch(known, next)) showAnew(known, next);
    known = next;
    keep(mark);
    document.dispatchEvent(new CustomEvent("convolume:changed"));
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches)
      for (const node of changed)
        if (node.isConnected && node.closest("article"))
          node.animate([{ outline: "2px solid currentColor" }, { outline: "2px solid transparent" }], 900);
  };

  // The last block that begins on the line or above it.
  const place = (line) => {
    let found = null;
    for (const block of document.querySelectorAll('[data-line]:not([data-line=""])')) {
      if (Number(block.dataset.line) > line) break;
      found = block;
    }
    return found;
  };

  const note = (kind, text, line) => {
    const box = document.createElement(kind === "work" ? "p" : "pre");
    box.setAttribute(own, kind);
    box.setAttribute("role", kind === "error" ? "alert" : "status");
    box.textContent = text;
    const block = line == null ? null : place(line);
    const top = document.querySelector("article") ?? document.querySelector("main") ?? document.body;
    if (block) block.after(box);
    else top.prepend(box);
    return box;
  };

  const sheet = document.createElement("style");
  sheet.setAttribute(own, "style");
  sheet.textContent = `
    [${own}="error"], [${own}="warning"], [${own}="work"] {
      margin: 1.2rem 0; padding: 0.7rem 1rem; border: 1px solid; border-radius: 5px;
      font: 0.8rem/1.6 var(--mono, monospace); white-space: pre-wrap; overflow-wrap: anywhere;
    }
    [${own}="error"] { color: var(--caution, #b3261e); }
    [${own}="warning"], [${own}="work"] { color: inherit; opacity: 0.8; }
    @media screen and (min-width: 90rem) {
      [${own}-pdf] body { margin-inline-start: 45vw; }
      [${own}-pdf] .spread { display: block; }
      [${own}-pdf] .sidebar { display: none; }
      [${own}-pdf] .folded-contents { display: block; }
      [${own}-pdf] .beyond { margin-inline-end: 0; }
      [${own}-pdf] .code { max-width: 100% !important; }
    }
    [${own}="pdf"] {
      position: fixed; inset-block: 0; inset-inline-start: 0; width: 45vw; height: 100%; border: 0;
      border-inline-end: 1px solid var(--line, #999); background: #fff;
    }
    @media print { [${own}="pdf"] { display: none; } }
    [${own}="gone"] {
      position: fixed; inset-block-end: 1rem; inset-inline-end: 1rem; margin: 0; padding: 0.4rem 0.8rem;
      border-radius: 5px; background: #333; color: #fff; font: 0.8rem/1.5 sans-serif;
    }`;
  document.head.append(sheet);

  // The PDF of the page beside it, where there is room; on the side where the page has no scroll bar. One that
  // changed is loaded behind the one before, which stays until the new one is there: nothing flashes, and the
  // page stays where it is.
  const wide = matchMedia("(min-width: 90rem)");
  let pdf = null;
  let versions = {};
  const makeRoomForPDF = (isShown) => {
    const mark = window.scrollY > 0 ? reading() : null;
    document.documentElement.toggleAttribute(`${own}-pdf`, isShown);
    keep(mark);
  };
  const showPDF = () => {
    const links = [...document.querySelectorAll('a[href$=".pdf"]')];
    const before = [...document.querySelectorAll(`[${own}="pdf"]`)];
    if (!wide.matches || links.length === 0) {
      before.forEach((frame) => frame.remove());
      pdf = null;
      return makeRoomForPDF(false);
    }
    const path = links.map((link) => decodeURIComponent(new URL(link.href).pathname)).find((path) => versions[path]);
    // It may still be on its way: the next state will name it.
    if (!path || (pdf?.path === path && pdf.version === versions[path])) return;
    pdf = { path, version: versions[path] };
    const frame = document.createElement("iframe");
    frame.setAttribute(own, "pdf");
    frame.title = "PDF";
    frame.src = `${encodeURI(path)}?${pdf.version}#navpanes=0&view=FitH`;
    frame.addEventListener("load", () => before.forEach((old) => old.remove()));
    document.body.prepend(frame);
    makeRoomForPDF(true);
  };
  wide.addEventListener("change", showPDF);

  const isHere = (page) => page == null || page === here;
  const apply = async (state) => {
    const mine = state.files[here];
    if (here === "/preview/waiting.html") {
      const first = Object.keys(state.files).some((path) => path.endsWith(".html") && path !== here);
      if (first) location.replace("/");
    } else if (mine && mine !== version) {
      const answer = await fetch(location.pathname, { cache: "no-store" });
      if (answer.ok) {
        const text = await answer.text();
        version = (answer.headers.get("ETag") ?? "").replaceAll('"', "");
        show(text);
      }
    }
    versions = state.files;
    showPDF();
    for (const old of document.querySelectorAll(`[${own}]:not([${own}="style"], [${own}="pdf"])`)) old.remove();
    // From the end, so that those of one place stand in their order.
    for (const { line, isError, text } of state.problems.filter(({ page }) => isHere(page)).reverse())
      note(isError ? "error" : "warning", text, line);
    if (state.work && (isHere(state.work.page) || state.work.line == null))
      note("work", state.work.text, isHere(state.work.page) ? state.work.line : null);
    document.documentElement.dataset.previewVersion = version ?? "";
  };

  let stream = null;
  const follow = () => {
    if (stream) return;
    stream = new EventSource(`/preview/states?page=${encodeURIComponent(here)}`);
    stream.onmessage = ({ data }) => {
      queue = queue.then(() => apply(JSON.parse(data))).catch((error) => console.error(error));
    };
    stream.onerror = () => {
      if (!document.querySelector(`[${own}="gone"]`)) note("gone", "The preview has ended, or is starting again.", null);
    };
  };
  // A page that nobody sees holds no connection: browsers give each site only six.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") follow();
    else {
      stream?.close();
      stream = null;
    }
  });
  // The page as it was loaded, to compare the next one with.
  queue = fetch(location.pathname, { cache: "no-store" })
    .then(async (answer) => {
      known = cut(await answer.text());
      version = (answer.headers.get("ETag") ?? "").replaceAll('"', "");
    })
    .catch((error) => console.error(error));
  follow();
})();
