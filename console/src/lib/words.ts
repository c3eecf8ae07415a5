import i18next from "i18next";
import { useMemo } from "react";
import { initReactI18next, useTranslation } from "react-i18next";

/** Chinese, then English; a third entry is the English plural. Side by side, so that neither is forgotten. */
export type Pair = readonly [zh: string, en: string] | readonly [zh: string, one: string, other: string];
export type Language = "zh" | "en";

export interface Words<K extends string> {
  namespace: string;
  keys: readonly K[];
}
/** `count` chooses the plural; every other value fills its place in the sentence. */
export type Values = Record<string, string | number | null | undefined> & { count?: number };
export type Say<K extends string> = (key: K, values?: Values) => string;

const KEPT = "siyu.language";

export function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "zh";
}

/** Begun once, by whoever comes first: beginning again would forget the words registered so far. */
export function startWords(): void {
  if (i18next.isInitialized) return;
  void i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: false,
    resources: {},
    ns: [],
    interpolation: { escapeValue: false },
    returnNull: false,
    initAsync: false,
  });
  i18next.on("languageChanged", (language) => {
    localStorage.setItem(KEPT, language);
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  });
  document.documentElement.lang = firstLanguage() === "zh" ? "zh-CN" : "en";
}

/** Register the words of a folder. Counts choose the English plural: `say("people", { count: 3 })`. */
export function defineWords<const T extends Record<string, Pair>>(namespace: string, pairs: T): Words<keyof T & string> {
  const zh: Record<string, string> = {};
  const en: Record<string, string> = {};
  for (const [key, pair] of Object.entries(pairs)) {
    zh[key] = pair[0];
    if (pair.length === 3) {
      en[`${key}_one`] = pair[1];
      en[`${key}_other`] = pair[2];
    } else en[key] = pair[1];
  }
  whenReady(() => {
    i18next.addResourceBundle("zh", namespace, zh, true, true);
    i18next.addResourceBundle("en", namespace, en, true, true);
  });
  return { namespace, keys: Object.keys(pairs) };
}

function whenReady(act: () => void): void {
  if (!i18next.isInitialized) startWords();
  act();
}

export function useWords<K extends string>(words: Words<K>): Say<K> {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return useMemo(
    () => (key: K, values?: Values) => i18next.t(key as string, { ...values, ns: words.namespace, lng: language }),
    [words, language],
  );
}

export function useLanguage(): [Language, (language: Language) => void] {
  const { i18n } = useTranslation();
  return [i18n.language === "en" ? "en" : "zh", (language) => void i18next.changeLanguage(language)];
}

/** What the server said in both languages, in the reader's. */
export function useSaid(): (said: { zh: string; en: string }) => string {
  const [language] = useLanguage();
  return (said) => said[language];
}

export function currentLanguage(): Language {
  return i18next.language === "en" ? "en" : "zh";
}
