import { Button } from "antd";
import { Component, type ReactNode } from "react";

import { useWords } from "@/lib/words";
import { Empty } from "@/ui/states";

import { appWords } from "./words";

/** A page that breaks leaves the shell standing. */
export class Crash extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    return this.state.isBroken ? <Broken onAgain={() => this.setState({ isBroken: false })} /> : this.props.children;
  }
}

function Broken({ onAgain }: { onAgain: () => void }) {
  const say = useWords(appWords);
  return (
    <Empty
      picture="error"
      title={say("crashTitle")}
      text={say("crashText")}
      actions={<Button type="primary" onClick={onAgain}>{say("reload")}</Button>}
    />
  );
}
