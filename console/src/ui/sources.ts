import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";

import { api, ask } from "@/lib/api";
import { useMay } from "@/lib/session";
import { defineWords, useWords } from "@/lib/words";

export const WAYS = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 16, 201, 202] as const;

export const sourceWords = defineWords("sources", {
  code: ["活码「{{name}}」", "Live code “{{name}}”"],
  someCode: ["渠道活码", "A live code"],
  import: ["导入", "Import"],
  shop: ["商城", "Shop"],
  other: ["其他来源", "Another source"],
  way_0: ["未知来源", "unknown way"],
  way_1: ["扫二维码", "QR code"],
  way_2: ["搜索手机号", "phone search"],
  way_3: ["名片分享", "card shared"],
  way_4: ["群聊", "group chat"],
  way_5: ["手机通讯录", "phone contacts"],
  way_6: ["微信联系人", "WeChat contact"],
  way_8: ["第三方应用", "third-party app"],
  way_9: ["搜索邮箱", "email search"],
  way_10: ["视频号", "Channels"],
  way_16: ["获客链接", "acquisition link"],
  way_201: ["内部共享", "shared by a colleague"],
  way_202: ["管理员分配", "assigned by an administrator"],
});

/** Says where a customer came from: `live_code:7`, `add_way:1`, `import:3` and the like, in words. */
export function useSourceWords(): (source: string | null | undefined) => string {
  const say = useWords(sourceWords);
  const mayCodes = useMay("codes.read");
  const codes = useQuery({
    queryKey: ["codes", "names"],
    queryFn: () => ask(api.GET("/v1/live-codes", { params: { query: { limit: 200 } } })),
    enabled: mayCodes,
    staleTime: 60_000,
    retry: false,
  });
  const items = codes.data?.items;
  return useCallback(
    (source) => {
      if (!source) return "—";
      const [kind, id] = source.split(":");
      if (kind === "live_code") {
        const name = items?.find((code) => String(code.id) === id)?.spec.name;
        return name ? say("code", { name }) : say("someCode");
      }
      if (kind === "add_way") return say(`way_${WAYS.find((way) => String(way) === id) ?? 0}`);
      return kind === "import" || kind === "shop" ? say(kind) : say("other");
    },
    [items, say],
  );
}
