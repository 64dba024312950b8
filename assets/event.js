// The page of an event: share it through the phone, and print the page. Without scripts, links do the same.
(() => {
  // On a phone, the days of the agenda are folded, except today.
  if (matchMedia("(max-width: 59.99rem)").matches) for (const day of document.querySelectorAll("details.day:not([data-today])")) day.open = false;
  const share = document.querySelector("[data-share-url]");
  // On a desktop the own list of messengers is quicker than the dialog of the system.
  const isPhone = matchMedia("(max-width: 59.99rem)").matches && navigator.share;
  if (isPhone) share?.addEventListener("click", async (event) => {
    event.preventDefault();
    const { shareTitle: title, shareText: text, shareUrl: url } = share.dataset;
    try {
      await navigator.share({ title, text, url });
    } catch (error) {
      // The reader may have closed the dialog. After any other error, the own list opens.
      if (error.name !== "AbortError") share.closest("details").open = true;
    }
  });
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
