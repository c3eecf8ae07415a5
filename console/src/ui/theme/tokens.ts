import { theme as antdTheme, type ThemeConfig } from "antd";

/** Colour roles of the product; each text role holds WCAG AA on its ground. */
export interface Palette {
  layout: string;
  container: string;
  elevated: string;
  text: string;
  secondary: string;
  tertiary: string;
  placeholder: string;
  border: string;
  divider: string;
  fill: string;
  primary: string;
  primaryHover: string;
  primaryActive: string;
  primaryBg: string;
  link: string;
  linkHover: string;
  success: string;
  successBg: string;
  warning: string;
  warningBg: string;
  error: string;
  errorBg: string;
  errorButton: string;
  info: string;
  infoBg: string;
  held: string;
  heldBg: string;
  charts: readonly string[];
  heat: readonly string[];
}

const heat = ["#F1F8F8", "#D3EAEC", "#A6D1D5", "#6FB3B9", "#2B7D84", "#07474E"];

export const light: Palette = {
  layout: "#F4F7F7",
  container: "#FFFFFF",
  elevated: "#FFFFFF",
  text: "#14201F",
  secondary: "#455453",
  tertiary: "#5E6D6C",
  placeholder: "#61706E",
  border: "#7F8C88",
  divider: "#DFE6E5",
  fill: "#EDF2F2",
  primary: "#0B6B73",
  primaryHover: "#095961",
  primaryActive: "#07474E",
  primaryBg: "#E3F2F3",
  link: "#0B6B73",
  linkHover: "#095961",
  success: "#2F6F1E",
  successBg: "#E9F5E3",
  warning: "#8A5200",
  warningBg: "#FFF3DC",
  error: "#B3261E",
  errorBg: "#FDECEA",
  errorButton: "#B3261E",
  info: "#1B5BB0",
  infoBg: "#E8F0FB",
  held: "#6A3FA0",
  heldBg: "#F1EAFA",
  charts: ["#0B6B73", "#B96E09", "#2C30AB", "#872B3D", "#65A075", "#C074DA"],
  heat,
};

export const dark: Palette = {
  layout: "#0E1515",
  container: "#172020",
  elevated: "#1F2A2A",
  text: "#E7EEED",
  secondary: "#B4C0BE",
  tertiary: "#93A19F",
  placeholder: "#8F9D9B",
  border: "#71807E",
  divider: "#2B3838",
  fill: "#1F2A2A",
  primary: "#0E7C85",
  primaryHover: "#0B6B73",
  primaryActive: "#095961",
  primaryBg: "#123236",
  link: "#5CC8CF",
  linkHover: "#86DBE0",
  success: "#7CC767",
  successBg: "#16301A",
  warning: "#E7A83B",
  warningBg: "#372A10",
  error: "#F28B82",
  errorBg: "#3B1D1B",
  errorButton: "#C0362C",
  info: "#86B4F5",
  infoBg: "#17294A",
  held: "#C3A1F0",
  heldBg: "#2C2140",
  charts: ["#64C3C8", "#A98C18", "#6F6DA4", "#B05455", "#BFE58B", "#BF7CFE"],
  heat,
};

const family =
  '-apple-system, "Segoe UI", Inter, "PingFang SC", "HarmonyOS Sans SC", "MiSans", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

export function antdThemeOf(palette: Palette, isDark: boolean, isCompact: boolean): ThemeConfig {
  const p = palette;
  const algorithms = [isDark ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm];
  return {
    algorithm: isCompact ? [...algorithms, antdTheme.compactAlgorithm] : algorithms,
    cssVar: { key: "siyu" },
    token: {
      fontFamily: family,
      fontSize: 14,
      borderRadius: 4,
      borderRadiusLG: 8,
      controlHeight: isCompact ? 28 : 32,
      colorPrimary: p.primary,
      colorPrimaryHover: p.primaryHover,
      colorPrimaryActive: p.primaryActive,
      colorPrimaryBg: p.primaryBg,
      colorPrimaryBgHover: p.primaryBg,
      colorPrimaryText: p.link,
      colorPrimaryBorder: p.link,
      colorLink: p.link,
      colorLinkHover: p.linkHover,
      colorLinkActive: p.linkHover,
      colorText: p.text,
      colorTextHeading: p.text,
      colorTextSecondary: p.secondary,
      colorTextTertiary: p.tertiary,
      colorTextDescription: p.tertiary,
      colorTextPlaceholder: p.placeholder,
      colorTextQuaternary: p.placeholder,
      colorIcon: p.tertiary,
      colorBorder: p.border,
      colorBorderSecondary: p.divider,
      colorSplit: p.divider,
      colorBgLayout: p.layout,
      colorBgContainer: p.container,
      colorBgElevated: p.elevated,
      colorFillAlter: p.fill,
      colorFillTertiary: p.fill,
      colorSuccess: p.success,
      colorSuccessText: p.success,
      colorSuccessBg: p.successBg,
      colorWarning: p.warning,
      colorWarningText: p.warning,
      colorWarningBg: p.warningBg,
      colorError: p.error,
      colorErrorText: p.error,
      colorErrorBg: p.errorBg,
      colorInfo: p.info,
      colorInfoText: p.info,
      colorInfoBg: p.infoBg,
      boxShadow: isDark ? "none" : "0 2px 8px rgb(20 32 31 / 0.08)",
      boxShadowSecondary: isDark ? "0 0 0 1px #2B3838" : "0 8px 28px rgb(20 32 31 / 0.14)",
      // What is at work stays readable.
      opacityLoading: 1,
      motionDurationMid: "0.15s",
      motionDurationSlow: "0.2s",
    },
    components: {
      Progress: { defaultColor: p.primary },
      Table: { cellPaddingBlock: isCompact ? 7 : 11, headerBg: p.fill, headerColor: p.secondary, rowHoverBg: p.fill },
      Button: { colorError: p.errorButton, primaryShadow: "none", defaultShadow: "none", dangerShadow: "none" },
      Menu: { itemBg: "transparent", itemSelectedBg: p.primaryBg, itemSelectedColor: p.link, itemColor: p.secondary },
      Tabs: { itemSelectedColor: p.link, itemHoverColor: p.linkHover, inkBarColor: p.link, horizontalMargin: "0" },
      Tag: { defaultBg: p.fill, defaultColor: p.secondary },
    },
  };
}
