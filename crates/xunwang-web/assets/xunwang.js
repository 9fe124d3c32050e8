// 键盘：/ 搜索，g 加字母去各栏目，? 显示按键。没有脚本时各页照常可用。
"use strict";
(() => {
  const typing = (node) => node && !node.dataset?.hot && (node.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(node.tagName));
  const keys = document.getElementById("keys");
  let waits = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (waits && performance.now() - waits < 1500) {
      waits = 0;
      const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    waits = 0;
    // 复核等页面上写着按键的按钮、链接和选框。
    const hot = document.querySelector(`[data-hot="${CSS.escape(event.key.toLowerCase())}"]`);
    if (hot) {
      event.preventDefault();
      if (hot.tagName === "SELECT") { hot.selectedIndex = (hot.selectedIndex + 1) % hot.options.length; hot.focus({ preventScroll: true }); }
      else if (hot.tagName === "DETAILS") { hot.open = !hot.open; if (hot.open) { hot.scrollIntoView({ block: "nearest" }); hot.querySelector("select, input:not([type=hidden])")?.focus(); } }
      else hot.click();
      return;
    }
    if (event.key === "g") { waits = performance.now(); return; }
    if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "?" && keys) {
      event.preventDefault();
      keys.open ? keys.close() : keys.showModal();
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const asks = event.submitter?.dataset.confirmButton ?? form.dataset.confirm;
    if (asks && !window.confirm(asks)) { event.preventDefault(); return; }
    const button = form.querySelector("button[type=submit], button:not([type])");
    // 提交后按钮变灰，避免重复提交；导出等不离开本页的除外。
    if (button && form.method === "post") setTimeout(() => { button.disabled = true; }, 0);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("button:disabled").forEach((button) => { button.disabled = false; }));
  // 截图直接粘贴到登记表里。
  document.querySelectorAll("form[data-paste]").forEach((form) => form.addEventListener("paste", (event) => {
    const picture = [...(event.clipboardData?.files ?? [])].find((file) => file.type.startsWith("image/"));
    const field = form.querySelector("input[type=file]");
    if (!picture || !field) return;
    event.preventDefault();
    const files = new DataTransfer();
    files.items.add(picture);
    field.files = files.files;
  }));
  // 表头加“全选本页”，成批办理时用。
  document.querySelectorAll("th[data-all]").forEach((head) => {
    const all = document.createElement("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", "全选本页");
    head.append(all);
    const rows = () => [...head.closest("table").querySelectorAll("tbody input[type=checkbox]")];
    all.addEventListener("change", () => rows().forEach((row) => { row.checked = all.checked; }));
    head.closest("table").addEventListener("change", () => { all.checked = rows().every((row) => row.checked); });
  });
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy).textContent.trim();
      try { await navigator.clipboard.writeText(text); button.textContent = "已复制"; }
      catch { getSelection().selectAllChildren(document.getElementById(button.dataset.copy)); }
    });
  });
})();
