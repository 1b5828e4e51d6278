// What the browser remembers: the theme, and what was dismissed.
import { useEffect, useState } from "preact/hooks";

/** A value kept under *key* in this browser. */
export function useKept<T>(key: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    const kept = localStorage.getItem(key);
    return kept === null ? initial : (JSON.parse(kept) as T);
  });
  const keep = (next: T) => {
    localStorage.setItem(key, JSON.stringify(next));
    setValue(next);
  };
  return [value, keep];
}

export type Theme = "light" | "dark";

const DARK = matchMedia("(prefers-color-scheme: dark)");

/** The theme shown: the one chosen here, else the system's. */
export function useTheme(): [Theme, () => void] {
  const [chosen, setChosen] = useKept<Theme | null>("sandbox.theme", null);
  const [system, setSystem] = useState<Theme>(DARK.matches ? "dark" : "light");
  useEffect(() => {
    const follow = () => setSystem(DARK.matches ? "dark" : "light");
    DARK.addEventListener("change", follow);
    return () => DARK.removeEventListener("change", follow);
  }, []);
  const theme = chosen ?? system;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return [theme, () => setChosen(theme === "dark" ? "light" : "dark")];
}
