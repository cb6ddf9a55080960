// Completes and explains the options of cells, the settings of chapters, and those of a book.

"use strict";

const { execFile } = require("node:child_process");
const vscode = require("vscode");
const { placeOf, placeInBook, completions, explanation } = require("./completion.js");

const schemas = new Map();

/** The schema of one part, as the installed program prints it; asked for once. */
function schemaOf(part) {
  if (!schemas.has(part)) {
    const program = vscode.workspace.getConfiguration("convolume").get("path");
    schemas.set(part, new Promise((resolve) => {
      execFile(program, ["schema", part], (error, output) => {
        if (error) {
          schemas.delete(part);
          vscode.window.setStatusBarMessage(
            `Convolume: '${program} schema ${part}' failed. Set convolume.path.`, 8000);
          return resolve(null);
        }
        resolve(JSON.parse(output));
      });
    }));
  }
  return schemas.get(part);
}

function placeIn(document, position) {
  const lines = document.getText().split(/\r?\n/);
  const isBook = /_(convolume|quarto)\.yml$/.test(document.fileName);
  const find = isBook ? placeInBook : placeOf;
  return find(lines, position.line, position.character);
}

const items = {
  async provideCompletionItems(document, position) {
    const place = placeIn(document, position);
    const schema = place && (await schemaOf(place.part));
    if (!schema) return [];
    return completions(schema, place).map(({ label, text, detail }) => {
      const item = new vscode.CompletionItem(label, vscode.CompletionItemKind.Property);
      item.insertText = text;
      item.detail = detail;
      return item;
    });
  },
};

const hovers = {
  async provideHover(document, position) {
    const end = new vscode.Position(position.line, document.lineAt(position.line).text.length);
    const place = placeIn(document, end);
    const schema = place && (await schemaOf(place.part));
    const text = schema && explanation(schema, place);
    return text ? new vscode.Hover(text) : null;
  },
};

function activate(context) {
  const places = [{ language: "markdown" }, { pattern: "**/_{convolume,quarto}.yml" }];
  context.subscriptions.push(
    vscode.languages.registerCompletionItemProvider(places, items, ":", " ", "|"),
    vscode.languages.registerHoverProvider(places, hovers));
}

module.exports = { activate };
