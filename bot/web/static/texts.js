// Every sentence the page shows, as content/copy/web.toml has it.

export const texts = JSON.parse(document.getElementById("texts").textContent);
