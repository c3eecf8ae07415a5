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
  { path: "/account", page: lazy(() => import("@/features/account")) },
];

