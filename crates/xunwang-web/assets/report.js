// 找错表单：填写时在本机做工作量证明，提示同一网页已有的留言，数字数，核对图片。没有脚本时表单照常可用。
"use strict";
(() => {
  // SHA-256，分段计算：不安全的连接（http）下浏览器不提供自带的。
  const K = new Uint32Array(64), H = new Uint32Array(8), w = new Uint32Array(64);
  for (let n = 2, found = 0; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
    if (!prime) continue;
    const frac = (root) => ((root - Math.floor(root)) * 4294967296) >>> 0;
    if (found < 8) H[found] = frac(Math.sqrt(n));
    K[found++] = frac(Math.cbrt(n));
  }
  // 前64位摘要的前导零个数。
  const zeros = (bytes) => {
    const length = bytes.length, blocks = (length + 9 + 63) >> 6, data = new Uint8Array(blocks * 64);
    data.set(bytes); data[length] = 0x80;
    new DataView(data.buffer).setUint32(blocks * 64 - 4, length * 8);
    const view = new DataView(data.buffer), h = Uint32Array.from(H);
    for (let block = 0; block < blocks; block++) {
      for (let i = 0; i < 16; i++) w[i] = view.getUint32(block * 64 + i * 4);
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15], y = w[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
      }
      let [a, b, c, d, e, f, g, k] = h;
      for (let i = 0; i < 64; i++) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t1 = (k + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        k = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
      }
      [a, b, c, d, e, f, g, k].forEach((part, i) => { h[i] += part; });
    }
    return h[0] ? Math.clz32(h[0]) : 32 + Math.clz32(h[1]);
  };

  const form = document.getElementById("report");
  if (form) {
    const field = (name) => form.elements.namedItem(name);
    const told = document.getElementById("send-told"), send = document.getElementById("send");
    const bits = Number(form.dataset.bits), encoder = new TextEncoder();
    let next = 0, waits = false, gone = false;
    const work = () => {
      const until = performance.now() + 12, ticket = `${field("ticket").value}:`;
      while (performance.now() < until) {
        for (let i = 0; i < 50; i++, next++) {
          if (zeros(encoder.encode(ticket + next)) < bits) continue;
          field("work").value = String(next);
          if (waits) form.requestSubmit(send);
          return;
        }
      }
      setTimeout(work, 0);
    };
    if (!field("work").value) setTimeout(work, 200);

    form.addEventListener("submit", (event) => {
      if (gone) { event.preventDefault(); return; }
      if (!field("work").value) {
        event.preventDefault();
        waits = true;
        told.textContent = "正在准备，马上提交…";
        return;
      }
      gone = true;
      told.textContent = field("picture").files.length ? "正在上传，请稍候…" : "正在提交…";
      setTimeout(() => { send.disabled = true; }, 0);
    });
    window.addEventListener("pageshow", () => { gone = false; waits = false; send.disabled = false; told.textContent = ""; });

    const text = field("text"), count = document.getElementById("text-count");
    const say = () => { count.textContent = `，已写${[...text.value.trim()].length}字`; };
    text.addEventListener("input", say);
    say();

    const picture = field("picture"), pictures = document.getElementById("picture-told");
    picture.addEventListener("change", () => {
      const files = [...picture.files], large = files.findIndex((file) => file.size > Number(form.dataset.most));
      const wrong = files.length > 3 ? `最多3张图片，现有${files.length}张` : large >= 0 ? `第${large + 1}张图片超过12 MB` : "";
      picture.setCustomValidity(wrong);
      pictures.textContent = wrong ? `　${wrong}，请重新选择` : files.length ? `　已选${files.length}张` : "";
    });

    // 同一网页已有的留言：写完网址后问一次。
    const alike = document.getElementById("alike");
    let asked = field("url").value, timer = 0;
    const ask = async () => {
      const url = field("url").value.trim();
      if (url === asked || !/^https?:\/\/./.test(url)) return;
      asked = url;
      const query = new URLSearchParams({ site_code: field("site_code").value, url });
      try {
        const answer = await fetch(`/report/similar?${query}`);
        if (answer.ok && asked === url) alike.innerHTML = await answer.text();
      } catch { /* 没有提示也能提交。 */ }
    };
    field("url").addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 600); });
    field("url").addEventListener("change", ask);
    document.getElementById("faults")?.focus();
  }

  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const node = document.getElementById(button.dataset.copy);
      try { await navigator.clipboard.writeText(node.textContent.trim()); button.textContent = "已复制"; }
      catch { getSelection().selectAllChildren(node); button.textContent = "已选中，请按复制"; }
    });
  });
})();
