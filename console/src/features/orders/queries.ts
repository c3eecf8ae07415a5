import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, ask, type Schemas } from "@/lib/api";
import type { Address } from "@/lib/url";
import type { Tone } from "@/ui/chips";
import { daysOf } from "@/ui/days";

export type Order = Schemas["OrderOut"];
export const STATES = ["placed", "paid", "delivered", "cancelled"] as const;
export const TONES: Record<Order["state"], Tone> = { placed: "amber", paid: "blue", delivered: "green", cancelled: "grey" };

/** Who sold: our member's name, else what the shop calls them. */
export const sellerOf = (row: Order) => row.staff_name || row.staff_userid || "—";

export function filterOf(address: Address) {
  return {
    shop_id: Number(address.get("shop")) || undefined,
    customer_id: Number(address.get("customer")) || undefined,
    state: STATES.find((one) => one === address.get("state")),
    number: address.get("number") || undefined,
    ...daysOf(address),
  };
}
export type OrderFilter = ReturnType<typeof filterOf>;

export function useOrders(filter: OrderFilter, cursor: string | undefined) {
  return useQuery({
    queryKey: ["orders", "list", filter, cursor],
    queryFn: () => ask(api.GET("/v1/orders", { params: { query: { ...filter, limit: 50, cursor } } })),
    placeholderData: keepPreviousData,
  });
}

export function useOrder(id: number) {
  return useQuery({ queryKey: ["orders", "one", id], queryFn: () => ask(api.GET("/v1/orders/{order_id}", { params: { path: { order_id: id } } })), enabled: id > 0 });
}

export function useShopNames() {
  return useQuery({ queryKey: ["shops", "names"], queryFn: () => ask(api.GET("/v1/shops", { params: { query: { limit: 200 } } })), staleTime: 60_000, retry: false });
}
