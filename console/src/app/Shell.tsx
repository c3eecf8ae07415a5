import { useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import { lazy, Suspense, useState } from "react";
import { Outlet, useLocation, useNavigate } from "react-router";

import { api, ask } from "@/lib/api";
import { useKeys } from "@/lib/keys";
import { may, useMe, useMeta } from "@/lib/session";
import { useWords } from "@/lib/words";
import { Facts } from "@/ui/page";
import { Waiting } from "@/ui/states";
import { useIsPhone } from "@/ui/theme";

import { BottomBar } from "./BottomBar";
import { Crash } from "./Crash";
import { Find } from "./Find";
import { PAGES } from "./pages";
import { Rail } from "./Rail";
import { TopBar } from "./TopBar";
import { appWords } from "./words";

const FirstSteps = lazy(() => import("@/features/onboarding"));
const KEPT = "siyu.rail";

/** What stands around every page. */
export function Shell() {
  const say = useWords(appWords);
  const me = useMe();
  const go = useNavigate();
  const { pathname } = useLocation();
  const isPhone = useIsPhone();
  const { data: meta } = useMeta();
  const [isNarrow, setNarrow] = useState(() => localStorage.getItem(KEPT) === "narrow");
  const [isFinding, setFinding] = useState(false);
  const [isHelping, setHelping] = useState(false);
  const preferences = useQuery({ queryKey: ["preferences"], queryFn: () => ask(api.GET("/v1/me/preferences")), staleTime: Infinity });
  useKeys({
    onFind: () => setFinding(true),
    onHelp: () => setHelping(true),
    onGo: (letter) => {
      const page = PAGES.find(({ nav, right }) => nav?.key === letter && may(me, right));
      if (page) void go(page.path);
    },
    hasSingleKeys: preferences.data?.has_single_keys ?? true,
  });
  const toggle = () => {
    localStorage.setItem(KEPT, isNarrow ? "wide" : "narrow");
    setNarrow(!isNarrow);
  };
  return (
    <>
      <a className="skip" href="#content">{say("skip")}</a>
      {meta?.is_demo ? <div className="stripe" aria-hidden /> : null}
      <div className={`shell${isPhone ? " phone" : isNarrow ? " narrow" : ""}`} style={meta?.is_demo ? { height: "calc(100% - 4px)" } : undefined}>
        {isPhone ? null : <Rail isNarrow={isNarrow} onToggle={toggle} />}
        <TopBar onFind={() => setFinding(true)} onHelp={() => setHelping(true)} />
        <main className="main" id="content" tabIndex={-1}>
          <Crash key={pathname}>
            <Suspense fallback={<div className="page"><Waiting rows={12} /></div>}>
              <Outlet />
            </Suspense>
          </Crash>
        </main>
        {isPhone ? <BottomBar onFind={() => setFinding(true)} /> : null}
      </div>
      {isPhone ? null : <Suspense fallback={null}><FirstSteps /></Suspense>}
      <Find isOpen={isFinding} onClose={() => setFinding(false)} />
      <Modal title={say("help")} open={isHelping} onCancel={() => setHelping(false)} footer={null}>
        <Facts
          rows={[
            ["⌘K / Ctrl K", say("keySearch")],
            ["/", say("keyPageSearch")],
            ["g …", say("keyGo")],
            ["?", say("keyHelp")],
            ["Esc", say("keyBack")],
          ]}
        />
      </Modal>
    </>
  );
}
