/** Pictures for empty states: 2-px lines, one grey thing and one teal stroke that is the next step. */
const SHAPES = {
  "first-code": {
    grey: "M24 32a10 10 0 0 1 10-10h32a10 10 0 0 1 10 10v32a10 10 0 0 1-10 10H34a10 10 0 0 1-10-10ZM36 34h10v10H36zM54 34h10v10H54zM36 52h10v10H36z",
    teal: "M88 48h26m-7-6 7 6-7 6M118 64c2-10 26-10 28 0M132 32a8 8 0 1 1 0 16 8 8 0 0 1 0-16Z",
  },
  "first-segment": {
    grey: "M40 30a8 8 0 1 1 0 16 8 8 0 0 1 0-16ZM26 66c2-12 26-12 28 0M80 26a7 7 0 1 1 0 14 7 7 0 0 1 0-14ZM120 30a8 8 0 1 1 0 16 8 8 0 0 1 0-16ZM106 66c2-12 26-12 28 0",
    teal: "M66 18c-10 20-10 40 0 60h28c10-20 10-40 0-60ZM68 62c2-10 22-10 24 0",
  },
  "first-campaign": {
    grey: "M24 40h14l28-16v48L38 56H24ZM38 56v18h8",
    teal: "M80 38c6 6 6 14 0 20M90 30c10 12 10 24 0 36M100 22c14 16 14 36 0 52",
  },
  "first-import": {
    grey: "M34 16h36l16 16v48H34ZM70 16v16h16M46 48h28M46 60h28",
    teal: "M118 72V30m-14 14 14-14 14 14M104 80h28",
  },
  none: {
    grey: "M56 20a28 28 0 1 1 0 56 28 28 0 0 1 0-56ZM44 48h24",
    teal: "m78 70 26 18",
  },
  done: {
    grey: "M80 14a34 34 0 1 1 0 68 34 34 0 0 1 0-68Z",
    teal: "m64 48 12 12 22-24",
  },
  "not-connected": {
    grey: "M24 48h28M52 34v28h16a14 14 0 0 0 0-28ZM136 48h-28M108 34v28H96a14 14 0 0 1 0-28Z",
    teal: "M76 24l4 8M84 24l-4 8M76 72l4-8M84 72l-4-8",
  },
  "no-right": {
    grey: "M54 42h52v36H54ZM64 42V30a16 16 0 0 1 32 0v12",
    teal: "M80 54v12",
  },
  error: {
    grey: "M80 16 124 80H36Z",
    teal: "M80 38v20M80 68v.5",
  },
} as const;

export type PictureName = keyof typeof SHAPES;

export function Picture({ name }: { name: PictureName }) {
  const { grey, teal } = SHAPES[name];
  return (
    <svg width="160" height="96" viewBox="0 0 160 96" fill="none" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
      <path d={grey} stroke="var(--border)" />
      <path d={teal} stroke="var(--link)" />
    </svg>
  );
}

export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <path
        fill="none"
        stroke="var(--link)"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
        d="M19 4H10a6 6 0 0 0-6 6v9a6 6 0 0 0 6 6h1v4l5.5-4H22a6 6 0 0 0 6-6v-6"
      />
      <circle cx="13" cy="14.5" r="2.6" fill="var(--link)" />
      <circle cx="25.6" cy="6.4" r="3" fill="#B96E09" />
    </svg>
  );
}
