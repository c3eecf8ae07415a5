import {
  HomeOutlined,
  MessageOutlined,
  QrcodeOutlined,
  SafetyOutlined,
  SettingOutlined,
  ShoppingOutlined,
  TeamOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { lazy, type ComponentType, type LazyExoticComponent, type ReactNode } from "react";

import type { appWords } from "./words";

export type AppWord = (typeof appWords)["keys"][number];
export type Group = "today" | "customers" | "acquire" | "engage" | "business" | "team" | "guard" | "settings";

export const GROUPS: Record<Group, ReactNode> = {
  today: <HomeOutlined />,
  customers: <UserOutlined />,
  acquire: <QrcodeOutlined />,
  engage: <MessageOutlined />,
  business: <ShoppingOutlined />,
  team: <TeamOutlined />,
  guard: <SafetyOutlined />,
  settings: <SettingOutlined />,
};

interface PageEntry {
  path: string;
  page: LazyExoticComponent<ComponentType>;
  /** The right that opens it; without one everybody may. */
  right?: string;
  /** Where it stands in the navigation; without it the page is reached from another. */
  nav?: { group: Group; title: AppWord; key?: string };
}

/** Every page of the console: its address, its right and its place. A new page is one line here. */
export const PAGES: PageEntry[] = [
  { path: "/overview", page: lazy(() => import("@/features/overview")), right: "metrics.read", nav: { group: "today", title: "overview", key: "o" } },
  { path: "/overview/rows", page: lazy(() => import("@/features/overview/rows")), right: "metrics.read" },
  { path: "/customers", page: lazy(() => import("@/features/customers")), right: "customers.read", nav: { group: "customers", title: "customerList", key: "c" } },
  { path: "/segments", page: lazy(() => import("@/features/segments")), right: "segments.read", nav: { group: "customers", title: "segments", key: "s" } },
  { path: "/segments/new", page: lazy(() => import("@/features/segments/Builder")), right: "segments.write" },
  { path: "/segments/:id", page: lazy(() => import("@/features/segments/Builder")), right: "segments.read" },
  { path: "/live-codes", page: lazy(() => import("@/features/live-codes")), right: "codes.read", nav: { group: "acquire", title: "codes", key: "l" } },
  { path: "/live-codes/new", page: lazy(() => import("@/features/live-codes/Editor")), right: "codes.write" },
  { path: "/live-codes/:id", page: lazy(() => import("@/features/live-codes/Detail")), right: "codes.read" },
  { path: "/live-codes/:id/edit", page: lazy(() => import("@/features/live-codes/Editor")), right: "codes.write" },
  { path: "/live-codes/:id/people", page: lazy(() => import("@/features/live-codes/People")), right: "codes.read" },
  { path: "/campaigns", page: lazy(() => import("@/features/campaigns")), right: "campaigns.read", nav: { group: "engage", title: "campaigns", key: "m" } },
  { path: "/campaigns/new", page: lazy(() => import("@/features/campaigns/Composer")), right: "campaigns.write" },
  { path: "/campaigns/unknown", page: lazy(() => import("@/features/campaigns/Unknown")), right: "campaigns.read" },
  { path: "/campaigns/:id", page: lazy(() => import("@/features/campaigns/Detail")), right: "campaigns.read" },
  { path: "/campaigns/:id/edit", page: lazy(() => import("@/features/campaigns/Composer")), right: "campaigns.write" },
  { path: "/orders", page: lazy(() => import("@/features/orders")), right: "orders.read", nav: { group: "business", title: "orders" } },
  { path: "/staff", page: lazy(() => import("@/features/staff")), right: "staff.read", nav: { group: "team", title: "staff" } },
  { path: "/audit", page: lazy(() => import("@/features/audit")), right: "audit.read", nav: { group: "guard", title: "audit" } },
  { path: "/settings/doctor", page: lazy(() => import("@/features/doctor")), right: "settings.read", nav: { group: "settings", title: "doctor" } },
  { path: "/settings/wecom", page: lazy(() => import("@/features/corps")), right: "settings.read", nav: { group: "settings", title: "wecom" } },
  { path: "/settings/inbox", page: lazy(() => import("@/features/inbox")), right: "inbox.read", nav: { group: "settings", title: "inbox" } },
  { path: "/settings/sending", page: lazy(() => import("@/features/sending")), right: "settings.read", nav: { group: "settings", title: "sendingRules" } },
  { path: "/settings/accounts", page: lazy(() => import("@/features/accounts")), right: "staff.write", nav: { group: "settings", title: "accounts" } },
  { path: "/settings/shops", page: lazy(() => import("@/features/shops")), right: "orders.read", nav: { group: "settings", title: "shops" } },
  { path: "/imports", page: lazy(() => import("@/features/imports")), right: "imports.write", nav: { group: "settings", title: "imports" } },
  { path: "/imports/:id", page: lazy(() => import("@/features/imports/one")), right: "imports.write" },
  { path: "/jobs", page: lazy(() => import("./JobsPage")) },
  { path: "/customers/:id", page: lazy(() => import("@/features/customer")), right: "customers.read" },
  { path: "/tags", page: lazy(() => import("@/features/tags")), right: "tags.read", nav: { group: "customers", title: "tags", key: "t" } },
  { path: "/identities", page: lazy(() => import("@/features/identities")), right: "customers.write", nav: { group: "customers", title: "identities" } },
  { path: "/settings/go-live", page: lazy(() => import("@/features/onboarding/go-live")), right: "settings.read", nav: { group: "settings", title: "goLive" } },
  { path: "/account", page: lazy(() => import("@/features/account")) },
];

