// Lists the calls that openapi.json describes, each with its example, and sends them.

const described = await (await fetch("openapi.json")).json();
const prefix = described.servers[0].url;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// Words as the description has them: what stands in backticks is code.
function inline(text) {
  return text.split("`").map((part, place) => (place % 2 ? element("code", {}, part) : part));
}

// Paragraphs and lists; a line that ends within one goes on.
function prose(text) {
  const about = element("div", { class: "about" });
  for (const block of (text ?? "").trim().split(/\n{2,}/)) {
    const flowing = block.replace(/\n(?!- )\s*/g, " ");
    const items = flowing.split("\n").filter((line) => line.startsWith("- "));
    if (items.length) about.append(element("ul", {}, ...items.map((item) => element("li", {}, ...inline(item.slice(2))))));
    else if (flowing) about.append(element("p", {}, ...inline(flowing)));
  }
  return about;
}

function resolved(schema) {
  if (!schema || !schema.$ref) return schema;
  return schema.$ref.slice(2).split("/").reduce((place, key) => place[key], described);
}

function fieldOf(parameter) {
  const field = element("input", { name: parameter.name, spellcheck: "false" });
  field.value = parameter.example ?? "";
  if (parameter.name === "Idempotency-Key") field.value = crypto.randomUUID?.() ?? String(Math.random());
  const place = ` (${parameter.in}${parameter.required ? "" : ", optional"})`;
  const about = parameter.description ? inline(`: ${parameter.description}`) : [];
  return { parameter, field, label: element("label", {}, element("code", {}, parameter.name), place, ...about, field) };
}

function requestOf(path, fields) {
  const query = new URLSearchParams();
  const headers = {
    Authorization: `Bearer ${document.getElementById("secret").value.trim()}`,
    "Accept-Language": document.getElementById("language").value,
  };
  let address = path;
  for (const { parameter, field } of fields) {
    if (parameter.in === "path") address = address.replace(`{${parameter.name}}`, encodeURIComponent(field.value));
    else if (field.value && parameter.in === "query") query.set(parameter.name, field.value);
    else if (field.value) headers[parameter.name] = field.value;
  }
  return { address: prefix + address + (query.size ? `?${query}` : ""), headers };
}

function written(text, kind) {
  try {
    return kind.includes("ndjson") ? text : JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function section(path, method, call) {
  const fields = (call.parameters ?? []).map(fieldOf);
  const [kind, body] = Object.entries(call.requestBody?.content ?? {})[0] ?? [];
  const area = body && element("textarea", { spellcheck: "false", "aria-label": "Body of the request" });
  if (area) area.value = JSON.stringify(body.example, null, kind.includes("ndjson") ? 0 : 2);
  const [status, answer] = Object.entries(call.responses)[0];
  const example = Object.values(answer.content ?? {})[0]?.example;
  const said = element("pre", { "aria-live": "polite", hidden: "" });
  const send = element("button", { type: "button" }, "Send");
  send.addEventListener("click", async () => {
    const { address, headers } = requestOf(path, fields);
    if (kind) headers["Content-Type"] = kind;
    said.hidden = false;
    try {
      const response = await fetch(address, { method: method.toUpperCase(), headers, body: area?.value });
      const text = await response.text();
      said.textContent = `${response.status}\n${written(text, response.headers.get("content-type") ?? "")}`;
    } catch (fault) {
      said.textContent = `The service cannot be reached: ${fault.message}`;
    }
  });
  const title = element("summary", {}, element("span", { class: "method" }, method.toUpperCase()), element("code", {}, path), " ", ...inline(call.summary));
  return element(
    "details", { id: call.operationId }, title,
    prose(call.description),
    ...fields.map(({ label }) => label),
    ...(area ? [element("label", {}, `Body (${kind})`, area)] : []),
    element("p", {}, send), said,
    ...(example ? [element("p", {}, `An answer (${status})`), element("pre", {}, JSON.stringify(example, null, 2))] : []),
  );
}

const main = document.getElementById("calls");
document.getElementById("about").replaceWith(prose(described.info.description));
main.replaceChildren();
for (const { name } of described.tags) {
  main.append(element("h2", {}, name));
  for (const [path, methods] of Object.entries(described.paths)) {
    for (const [method, call] of Object.entries(methods)) {
      if (call.tags.includes(name)) main.append(section(path, method, resolved(call)));
    }
  }
}
const named = location.hash && document.getElementById(location.hash.slice(1));
if (named) {
  named.setAttribute("open", "");
  named.scrollIntoView();
}
