/** A visitor who looks elsewhere while a network trains. */

import { expect, isAccessible, openWithFiles, says, test } from "./helpers.js";

/** What becomes of locks and notifications, by stand-ins of the browser's own: a headless one has no screen. @param {import("./helpers.js").Page} page */
async function standIn(page) {
  await page.addInitScript(() => {
    const told = /** @type {any} */ (globalThis);
    told.locks = { taken: 0, held: 0, refuse: false };
    told.notes = [];
    Object.defineProperty(navigator, "wakeLock", {
      value: {
        async request() {
          if (told.locks.refuse) throw new DOMException("low battery", "NotAllowedError");
          told.locks.taken += 1;
          told.locks.held += 1;
          const lock = {
            released: false,
            async release() {
              if (!lock.released) told.locks.held -= 1;
              lock.released = true;
            },
          };
          return lock;
        },
      },
    });
    class Note {
      static permission = "default";
      static answer = "granted";
      static async requestPermission() {
        return (Note.permission = Note.answer);
      }
      /** @param {string} title @param {{body: string}} options */
      constructor(title, { body }) {
        told.notes.push(`${title}: ${body}`);
      }
    }
    told.Notification = Note;
  });
  return () =>
    page.evaluate(() => ({ .../** @type {any} */ (globalThis).locks, notes: /** @type {any} */ (globalThis).notes }));
}

test("the title tells how far a run is, the screen stays on, and a notification comes at the end", async ({ page }) => {
  const told = await standIn(page);
  const { button, reach, train } = await openWithFiles(page, "?workers=1&epochs=30");
  await button("Train").click();
  await reach(3);
  await expect(page).toHaveTitle(/^\d+% · .*– Digit Lab$|^\d+% – Digit Lab$/);
  const screen = train.getByRole("checkbox", { name: "Keep the screen on while training" });
  await screen.check();
  await expect.poll(told).toMatchObject({ taken: 1, held: 1 });
  await isAccessible(page, "while it trains", "#awake");
  await button("Pause").click();
  await expect.poll(told).toMatchObject({ taken: 1, held: 0 });
  await expect(page).toHaveTitle(/^❚❚ · \d+%/);
  await train.getByRole("checkbox", { name: "Notify me when the run ends" }).check();
  // The title follows in every room.
  await page.getByRole("navigation").getByRole("link", { name: "Library" }).click();
  await expect(page.locator("#stored-title")).toBeVisible();
  await page.getByRole("button", { name: "Resume", exact: true }).click();
  await expect.poll(told).toMatchObject({ taken: 2, held: 1 });
  await expect(page).toHaveTitle(/^✓ · [\d.]+% – Digit Lab$/, { timeout: 120_000 });
  await expect.poll(told).toMatchObject({ held: 0 });
  const { notes } = await told();
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/^Digit Lab: Training has finished. Test accuracy [\d.]+%\.$/);
});

test("what the browser refuses is said, and not wished for again", async ({ page }) => {
  const told = await standIn(page);
  const { button, reach, train } = await openWithFiles(page, "?workers=1&epochs=30");
  await page.evaluate(() => {
    const { locks, Notification } = /** @type {any} */ (globalThis);
    locks.refuse = true;
    Notification.answer = "denied";
  });
  await button("Train").click();
  await reach(2);
  const [screen, notify] = [/Keep the screen on/, /Notify me/].map((name) => train.getByRole("checkbox", { name }));
  await screen.click();
  await says(train, "does not let the page keep the screen on");
  await expect(screen).not.toBeChecked();
  await notify.click();
  await says(train, "does not let this page show notifications");
  await expect(notify).not.toBeChecked();
  await button("Stop").click();
  await expect(page).toHaveTitle(/^✓/);
  expect((await told()).notes).toEqual([]);
});
