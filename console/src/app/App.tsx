import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, type ReactNode } from "react";
import { BrowserRouter, Navigate, Outlet, Route, Routes, useLocation } from "react-router";

import { Refusal } from "@/lib/api";
import { setZone } from "@/lib/dates";
import { may, MeProvider, useMe, useMeta, useWhoAmI } from "@/lib/session";
import { useWords } from "@/lib/words";
import { Failed, NoRight, NotFound, Waiting } from "@/ui/states";
import { ThemeProvider } from "@/ui/theme";
import { uiWords } from "@/ui/words";

import { landingOf, placeOf } from "./navigation";
import { PAGES } from "./pages";
import { Shell } from "./Shell";
import { appWords } from "./words";

const SignIn = lazy(() => import("@/features/sign-in"));

function signedOut(error: unknown): void {
  if (error instanceof Refusal && error.status === 401 && window.location.pathname !== "/sign-in") {
    const next = window.location.pathname + window.location.search;
    window.location.assign(`/sign-in?next=${encodeURIComponent(next)}`);
  }
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError: signedOut }),
  mutationCache: new MutationCache({ onError: signedOut }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      // A refusal is final; a line that is down may come back.
      retry: (count, error) => count < 2 && !(error instanceof Refusal && error.status >= 400 && error.status < 500),
    },
  },
});

function SignedIn() {
  const query = useWhoAmI();
  const { pathname, search } = useLocation();
  if (query.data) {
    return (
      <MeProvider me={query.data}>
        <Outlet />
      </MeProvider>
    );
  }
  if (query.error instanceof Refusal && query.error.status === 401)
    return <Navigate replace to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} />;
  if (query.error) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return <Waiting rows={16} />;
}

function Landing() {
  return <Navigate replace to={landingOf(useMe())} />;
}

function Guard({ right, path, children }: { right: string | undefined; path: string; children: ReactNode }) {
  const say = useWords(uiWords);
  const sayPage = useWords(appWords);
  if (may(useMe(), right)) return <>{children}</>;
  const page = PAGES.find((one) => one.path === placeOf(path))?.nav;
  return <NoRight sentence={say("noRightText", { what: page ? sayPage(page.title) : "" })} />;
}

function Zone() {
  const { data } = useMeta();
  useEffect(() => {
    if (data) setZone(data.zone_name);
  }, [data]);
  return null;
}

export function App() {
  return (
    <QueryClientProvider client={client}>
      <ThemeProvider>
        <BrowserRouter>
          <Zone />
          <Routes>
            <Route path="/sign-in" element={<Suspense fallback={<Waiting rows={8} />}><SignIn /></Suspense>} />
            <Route element={<SignedIn />}>
              <Route element={<Shell />}>
                <Route index element={<Landing />} />
                {PAGES.map(({ path, page: Page, right }) => (
                  <Route key={path} path={path} element={<Guard right={right} path={path}><Page /></Guard>} />
                ))}
                <Route path="*" element={<NotFound />} />
              </Route>
            </Route>
          </Routes>
        </BrowserRouter>
      </ThemeProvider>
    </QueryClientProvider>
  );
}
