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
  // 压缩一个64字节的块：w 的前16个字已填好，h 是此前的状态，结果在 h 里。
  const squeeze = (h) => {
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    let a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (k + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      k = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    h[0] += a; h[1] += b; h[2] += c; h[3] += d; h[4] += e; h[5] += f; h[6] += g; h[7] += k;
  };
  // 答案以固定的数字开头，凑满整块，这些块只算一次；此后每试一个数只算一块。
  const worker = (ticket) => {
    const fixed = "1".repeat((64 - ((ticket.length + 1) % 64)) % 64), head = `${ticket}:${fixed}`, state = Uint32Array.from(H);
    const put = (text, at) => { for (let i = 0; i < text.length; i++) w[(at + i) >> 2] |= text.charCodeAt(i) << (24 - 8 * ((at + i) & 3)); };
    for (let at = 0; at < head.length; at += 64) { w.fill(0, 0, 16); put(head.slice(at, at + 64), 0); squeeze(state); }
    const h = new Uint32Array(8);
    return (number) => {
      const digits = String(number);
      w.fill(0, 0, 16); put(digits, 0); put("\u0080", digits.length);
      w[15] = (head.length + digits.length) * 8;
      h.set(state); squeeze(h);
      return { zeros: h[0] ? Math.clz32(h[0]) : 32 + Math.clz32(h[1]), text: fixed + digits };
    };
  };

  const form = document.getElementById("report");
  if (form) {
    const field = (name) => form.elements.namedItem(name);
    const told = document.getElementById("send-told"), send = document.getElementById("send");
    const bits = Number(form.dataset.bits), attempt = worker(field("ticket").value);
    let next = 0, waits = false, gone = false;
    const work = () => {
      const until = performance.now() + 12;
      while (performance.now() < until) {
        for (let i = 0; i < 50; i++, next++) {
          const found = attempt(next);
          if (found.zeros < bits) continue;
          field("work").value = found.text;
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

    // 相近的留言：写完网址、写了描述以后各问一次；内容用POST送出，不留在地址里。
    const alike = document.getElementById("alike");
    const wanted = () => new URLSearchParams({ site_code: field("site_code").value, kind: field("kind").value, url: field("url").value.trim(), text: text.value.trim() });
    let asked = String(wanted()), timer = 0;
    const ask = async () => {
      clearTimeout(timer);
      const body = wanted(), now = String(body);
      if (now === asked || (!/^https?:\/\/./.test(body.get("url")) && [...body.get("text")].length < 5)) return;
      asked = now;
      try {
        const answer = await fetch("/report/similar", { method: "POST", body });
        if (answer.ok && asked === now) alike.innerHTML = await answer.text();
      } catch { /* 没有提示也能提交。 */ }
    };
    const soon = (wait) => () => { clearTimeout(timer); timer = setTimeout(ask, wait); };
    field("url").addEventListener("input", soon(600));
    text.addEventListener("input", soon(1500));
    for (const name of ["url", "text"]) field(name).addEventListener("change", ask);
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
