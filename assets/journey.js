// The page of a traveller: show what is next as time passes, also without a connection.
(() => {
  const page = document.getElementById("content");
  const showNext = () => {
    const cards = [...page.querySelectorAll("[data-until]")];
    const next = cards.find((card) => new Date(card.dataset.until) > Date.now());
    for (const card of cards) card.hidden = card !== next;
    page.querySelector("[data-nothing]").hidden = Boolean(next);
  };
  showNext();
  setInterval(showNext, 30_000);
  addEventListener("pageshow", showNext);
})();
