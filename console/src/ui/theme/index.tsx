import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { createContext, useContext, useEffect, useMemo, useState, type CSSProperties, type ReactNode } from "react";

import { useLanguage } from "@/lib/words";

import { antdThemeOf, dark, light, type Palette } from "./tokens";

export type Choice = "system" | "light" | "dark";
export type Density = "comfortable" | "compact";

interface Look {
  palette: Palette;
  isDark: boolean;
  choice: Choice;
  choose: (choice: Choice) => void;
  density: Density;
  setDensity: (density: Density) => void;
}

const Context = createContext<Look | null>(null);
const [KEPT_THEME, KEPT_DENSITY] = ["siyu.theme", "siyu.density"];

export function useLook(): Look {
  const look = useContext(Context);
  if (!look) throw new Error("useLook outside of ThemeProvider");
  return look;
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const follow = () => setMatches(list.matches);
    list.addEventListener("change", follow);
    return () => list.removeEventListener("change", follow);
  }, [query]);
  return matches;
}

/** Whether the screen is as narrow as a phone's. */
export function useIsPhone(): boolean {
  return useMedia("(max-width: 767px)");
}

function variablesOf(palette: Palette): CSSProperties {
  const plain = Object.entries(palette).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(plain.map(([name, value]) => [`--${name}`, value])) as CSSProperties;
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [language] = useLanguage();
  const [choice, setChoice] = useState<Choice>(() => (localStorage.getItem(KEPT_THEME) as Choice | null) ?? "system");
  const [density, setDensityState] = useState<Density>(
    () => (localStorage.getItem(KEPT_DENSITY) as Density | null) ?? "comfortable",
  );
  const prefersDark = useMedia("(prefers-color-scheme: dark)");
  const isPhone = useIsPhone();
  const isDark = choice === "dark" || (choice === "system" && prefersDark);
  const palette = isDark ? dark : light;
  const look = useMemo<Look>(
    () => ({
      palette,
      isDark,
      choice,
      density,
      choose: (next) => {
        localStorage.setItem(KEPT_THEME, next);
        setChoice(next);
      },
      setDensity: (next) => {
        localStorage.setItem(KEPT_DENSITY, next);
        setDensityState(next);
      },
    }),
    [palette, isDark, choice, density],
  );
  const antd = useMemo(
    () => antdThemeOf(palette, isDark, density === "compact" && !isPhone),
    [palette, isDark, density, isPhone],
  );
  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    for (const [name, value] of Object.entries(variablesOf(palette)))
      document.documentElement.style.setProperty(name, value as string);
  }, [palette, isDark]);
  return (
    <Context.Provider value={look}>
      <ConfigProvider theme={antd} locale={language === "zh" ? zhCN : enUS} button={{ autoInsertSpace: false }}>
        <AntApp className="siyu">{children}</AntApp>
      </ConfigProvider>
    </Context.Provider>
  );
}
