// The page of a picture: the arrow keys follow the links to the previous and the next picture.
const RELATIONS = { ArrowLeft: "prev", ArrowRight: "next" };

document.addEventListener("keydown", (event) => {
  const relation = RELATIONS[event.key];
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (!relation || isTyping || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  document.querySelector(`.picture-nav [rel="${relation}"]`)?.click();
});
