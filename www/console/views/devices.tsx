import { useEffect, useRef } from "preact/hooks";
import { api } from "../api";
import { DataTable, type Column } from "../components/data_table";
import { DecisionStrip } from "../components/decision_strip";
import { Empty } from "../components/empty";
import { Id } from "../components/id";
import { Loaded } from "../components/loaded";
import { PageHead } from "../components/page_head";
import { Pager } from "../components/pager";
import { ScriptTag } from "../components/script_tag";
import { StateTag } from "../components/state_tag";
import { Time } from "../components/time";
import { count } from "../format";
import { announcement } from "../state";
import type { DeviceItem } from "../types";
import { useResource } from "../use_resource";

const COLUMNS: Column<DeviceItem>[] = [
  { head: "Device", cell: (device) => <Id id={device.id} section="devices" /> },
  { head: "Baseline", cell: (device) => <StateTag state={device.state} /> },
  { head: "Trusted visits", numeric: true, cell: (device) => device.trusted_visits },
  { head: "Sessions", numeric: true, minor: true, cell: (device) => device.sessions },
  { head: "First seen", minor: true, cell: (device) => <Time at={device.first_seen} /> },
  { head: "Last seen", cell: (device) => <Time at={device.last_seen} /> },
];

/** As many as the strip shows. */
const STRIP = "50";

export function DevicesView({ cursor }: { cursor: string | undefined }) {
  const devices = useResource(`devices ${cursor ?? ""}`, (signal) => api.devices(cursor, signal));
  const latest = useResource("latest assessments", (signal) => api.assessments(undefined, signal, STRIP));
  useNewDevices(cursor ? null : devices.data?.items);
  const decisions = latest.data?.items ?? [];
  return (
    <>
      <PageHead title="Devices" />
      {latest.data || latest.problem ? (
        decisions.length > 0 && <DecisionStrip assessments={decisions} />
      ) : (
        <div class="strip strip-loading" />
      )}
      <Loaded resource={devices} rows={10}>
        {(page) =>
          page.items.length > 0 || cursor ? (
            <>
              <DataTable caption="Devices, newest first" captionUnseen columns={COLUMNS} rows={page.items} keyOf={(device) => device.id} />
              <Pager section="devices" cursor={cursor} next={page.next_cursor} />
            </>
          ) : (
            <Empty title="No devices yet"><ScriptTag /></Empty>
          )
        }
      </Loaded>
    </>
  );
}

/** Says aloud that devices came while the list was open. */
function useNewDevices(items: readonly DeviceItem[] | null | undefined): void {
  const seen = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (!items) return;
    const fresh = seen.current ? items.filter((item) => !seen.current?.has(item.id)).length : 0;
    if (fresh > 0) announcement.value = `${count(fresh, "new device")}`;
    seen.current = new Set([...(seen.current ?? []), ...items.map((item) => item.id)]);
  }, [items]);
}
