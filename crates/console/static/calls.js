// A call at the visitor's telephone is offered on the page; its form opens by itself where nothing is being typed.
"use strict";

(() => {
  const changed = (field) => {
    if (field.type === "hidden") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((option) => option.selected && !option.defaultSelected && option.index > 0);
    return field.value !== field.defaultValue;
  };

  const isTyping = () =>
    [...document.querySelectorAll("form[method=post] :is(input, textarea, select)")].some(changed);

  document.addEventListener("htmx:sseMessage", (event) => {
    if (event.detail.type !== "call" || document.visibilityState !== "visible" || isTyping()) return;
    const link = document.querySelector("#calls a");
    if (link) location.assign(link.href);
  });
})();
