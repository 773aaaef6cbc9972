// Changes of a control, told when they are meant: of a pointer at once, of keys when they have rested for a moment.
const rest = 600;

export class Settled {
  private byKey = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly control: HTMLInputElement | HTMLSelectElement,
    private readonly tell: () => void,
  ) {
    control.addEventListener('keydown', () => {
      this.byKey = true;
    });
    control.addEventListener('pointerdown', () => {
      this.byKey = false;
    });
    control.addEventListener('change', () => this.change());
    control.addEventListener('blur', () => this.settle());
  }

  // Whether a person is changing it: then it is left alone.
  get isMoving(): boolean {
    return this.timer !== undefined || this.control.matches(':active');
  }

  private change(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), this.byKey ? rest : 0);
  }

  private settle(): void {
    if (this.timer !== undefined) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.tell();
    }
  }
}
