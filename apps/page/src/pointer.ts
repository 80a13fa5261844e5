/** Where something stands in a text. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

const TOKEN = /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|([^\s{}[\],:"]+))/y;

/**
 * Where the value that a JSON pointer (RFC 6901) names stands in a JSON text. What is missing is
 * looked for in what it is missing from; undefined where there is no JSON.
 */
export function locate(text: string, pointer: string): Place | undefined {
  const places = new Map<string, Place>();
  new Reader(text, places).value('');
  for (let path = pointer; ; path = path.slice(0, path.lastIndexOf('/'))) {
    const place = places.get(path);
    if (place !== undefined || path === '') return place;
  }
}

/** The number of a line, from 1, in which a place begins. */
export function lineOf(text: string, { start }: Place): number {
  return text.slice(0, start).split('\n').length;
}

/** Reads a JSON text and notes where each value stands. Broken off, it has noted what it has seen. */
class Reader {
  private at = 0;
  private start = 0;

  constructor(
    private readonly text: string,
    private readonly places: Map<string, Place>,
  ) {}

  value(path: string): void {
    const token = this.next();
    const { start } = this;
    if (token === '{') this.members(path);
    else if (token === '[') this.items(path);
    if (token !== '') this.places.set(path, { start, end: this.at });
  }

  private members(path: string): void {
    for (let name = this.next(); name.startsWith('"'); name = this.next()) {
      this.next();
      const key = nameIn(name).replaceAll('~', '~0').replaceAll('/', '~1');
      this.value(`${path}/${key}`);
      if (this.next() !== ',') return;
    }
  }

  private items(path: string): void {
    for (let index = 0; ; index++) {
      const before = this.at;
      if (['', ']'].includes(this.next())) return;
      this.at = before;
      this.value(`${path}/${index}`);
      if (this.next() !== ',') return;
    }
  }

  private next(): string {
    TOKEN.lastIndex = this.at;
    const [whole = '', mark, string, other] = TOKEN.exec(this.text) ?? [];
    const token = mark ?? string ?? other ?? '';
    this.at += whole.length;
    this.start = this.at - token.length;
    return token;
  }
}

function nameIn(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}
