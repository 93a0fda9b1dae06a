// Light, dark, or as the system has it; and colours for the canvas, which knows no style sheet.

const KEY = 'meridian.map.theme';
const NEXT = { auto: 'light', light: 'dark', dark: 'auto' };

export class Theme extends EventTarget {
  #choice;
  #button;
  #probe = document.createElement('span');
  #colours = new Map();

  constructor(button) {
    super();
    this.#button = button;
    this.#probe.hidden = true;
    document.body.append(this.#probe);
    this.#use(stored());
    button.addEventListener('click', () => this.#use(NEXT[this.#choice], true));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#changed());
  }

  /** What a colour of the style sheet is at present. */
  colour(name) {
    let colour = this.#colours.get(name);
    if (colour === undefined) {
      this.#probe.style.color = `var(--${name})`;
      colour = getComputedStyle(this.#probe).color;
      this.#colours.set(name, colour);
    }
    return colour;
  }

  #use(choice, isWish = false) {
    this.#choice = choice in NEXT ? choice : 'auto';
    document.documentElement.dataset.theme = this.#choice;
    this.#button.textContent = `Theme: ${this.#choice}`;
    if (isWish) {
      store(this.#choice);
    }
    this.#changed();
  }

  #changed() {
    this.#colours.clear();
    this.dispatchEvent(new Event('change'));
  }
}

/** Storage may be forbidden; the theme is then the system's at each visit. */
function stored() {
  try {
    return localStorage.getItem(KEY) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function store(choice) {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // It holds until the page is left.
  }
}
