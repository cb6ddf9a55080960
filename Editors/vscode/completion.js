// What can stand at a place in a chapter or in _convolume.yml, as a JSON schema of `convolume schema` has it.
// Nothing here needs the editor.

"use strict";

/** Which schema describes a line, and the text before the cursor without what marks the line. */
function placeOf(lines, line, column) {
  const before = lines[line].slice(0, column);
  const option = before.match(/^\s*(?:\/\/|#)\|\s?(.*)$/);
  if (option) return { part: "cell", text: option[1], parents: [] };
  if (lines[0] === "---" && line > 0 && !lines.slice(1, line).includes("---")) {
    return { part: "chapter", text: before, parents: parentsOf(lines, line, 1) };
  }
  return null;
}

/** The place in a file that is all settings. */
function placeInBook(lines, line, column) {
  return {
    part: "book", text: lines[line].slice(0, column), parents: parentsOf(lines, line, 0),
  };
}

/** The names of the groups that a line stands in, the outermost first. */
function parentsOf(lines, line, first) {
  let indent = lines[line].match(/^ */)[0].length;
  const parents = [];
  for (let above = line - 1; above >= first && indent > 0; above -= 1) {
    const group = lines[above].match(/^( *)([A-Za-z][\w-]*):\s*$/);
    if (group && group[1].length < indent) {
      indent = group[1].length;
      parents.unshift(group[2]);
    }
  }
  return parents;
}

/** The schema of the group that a place lies in, or null where there is none. */
function groupAt(schema, parents) {
  return parents.reduce(
    (group, name) => (group && group.properties && group.properties[name]) || null, schema);
}

/** The values of a setting that can be listed. */
function valuesOf(setting) {
  const forms = setting.anyOf || [setting];
  return forms.flatMap((form) => {
    if (form.enum) return form.enum.map(String);
    if (form.type === "boolean") return ["true", "false"];
    return (form.examples || []).map(String);
  });
}

/** What to offer at a place: names with a colon behind them, or values. */
function completions(schema, place) {
  const group = groupAt(schema, place.parents);
  if (!group || !group.properties) return [];
  const value = place.text.match(/^\s*([\w-]+):\s+\S*$/);
  if (value) {
    const setting = group.properties[value[1]];
    return setting ? valuesOf(setting).map((label) => ({ label, text: label })) : [];
  }
  if (!/^\s*[\w-]*$/.test(place.text)) return [];
  return Object.keys(group.properties).sort().map((name) => {
    const setting = group.properties[name];
    const end = setting.properties ? ":" : ": ";
    return { label: name, text: name + end, detail: setting.description };
  });
}

/** What is known of the setting whose name stands on a line. */
function explanation(schema, place) {
  const group = groupAt(schema, place.parents);
  const name = place.text.match(/^\s*([\w-]+)/);
  const setting = group && group.properties && name && group.properties[name[1]];
  if (!setting) return null;
  const values = valuesOf(setting);
  return [setting.description, values.length > 0 ? values.join(", ") : null]
    .filter(Boolean).join(": ") || null;
}

if (typeof module !== "undefined") {
  module.exports = { placeOf, placeInBook, completions, explanation };
}
