import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { init, use as register, type EChartsCoreOption, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

import { exact } from "@/lib/format";

import type { ChartProps } from "./chart";
import { useLook } from "./theme";
import type { Palette } from "./theme/tokens";

register([BarChart, LineChart, HeatmapChart, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent, CanvasRenderer]);

const REFERENCE = "#6B7978";

export default function Canvas(props: ChartProps & { height: number }) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const { palette } = useLook();
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const made = init(element, null, { renderer: "canvas" });
    chart.current = made;
    made.on("click", ({ dataIndex, seriesIndex }) => latest.current.onPick?.(dataIndex, seriesIndex ?? 0));
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => chart.current?.setOption(optionOf(props, palette), true), [props, palette]);
  return <div ref={host} style={{ height: props.height }} />;
}

function frame(palette: Palette, format: (value: number) => string) {
  return {
    color: [...palette.charts],
    textStyle: { color: palette.secondary, fontFamily: "inherit" },
    animationDuration: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200,
    tooltip: {
      trigger: "axis",
      backgroundColor: palette.elevated,
      borderColor: palette.divider,
      textStyle: { color: palette.text },
      valueFormatter: (value: unknown) => (typeof value === "number" ? format(value) : "—"),
    },
    grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
  };
}

function axes(palette: Palette, labels: string[]) {
  const line = { lineStyle: { color: palette.divider } };
  return {
    xAxis: { type: "category", data: labels, axisLine: line, axisTick: { show: false }, axisLabel: { color: palette.tertiary } },
    yAxis: { type: "value", min: 0, minInterval: 1, splitLine: line, axisLabel: { color: palette.tertiary } },
  };
}

function optionOf(props: ChartProps, palette: Palette): EChartsCoreOption {
  const format = props.format ?? exact;
  const base = frame(palette, format);
  if (props.kind === "funnel") return { ...base, ...funnel(props, palette, format) };
  if (props.kind === "heat") return { ...base, ...heat(props, palette, format) };
  const legend = props.series.length > 1 ? { legend: { top: 0, textStyle: { color: palette.secondary } } } : {};
  const isLine = props.kind === "line";
  const series = props.series.map((one) => ({
    name: one.name,
    type: isLine ? "line" : "bar",
    data: one.values,
    stack: props.kind === "stack" ? "all" : undefined,
    barMaxWidth: 32,
    symbol: "circle",
    symbolSize: 6,
    ...(one.isReference
      ? { lineStyle: { type: "dashed", color: REFERENCE }, itemStyle: { color: REFERENCE }, symbol: "none" }
      : {}),
  }));
  return { ...base, ...legend, ...axes(palette, props.labels), series };
}

function funnel(props: ChartProps, palette: Palette, format: (value: number) => string) {
  const values = props.series[0]?.values ?? [];
  return {
    tooltip: { show: false },
    ...axes(palette, []),
    xAxis: { type: "value", show: false },
    yAxis: { type: "category", inverse: true, data: props.labels, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: palette.secondary } },
    series: [
      {
        type: "bar",
        data: values,
        barMaxWidth: 28,
        itemStyle: { color: palette.charts[0], borderRadius: 4 },
        label: { show: true, position: "right", color: palette.text, formatter: ({ value }: { value: number }) => format(value) },
      },
    ],
    grid: { left: 8, right: 64, top: 8, bottom: 8, containLabel: true },
  };
}

function heat(props: ChartProps, palette: Palette, format: (value: number) => string) {
  const data = props.series.flatMap((row, y) => row.values.map((value, x) => [x, y, value ?? 0]));
  const most = Math.max(1, ...data.map(([, , value]) => value ?? 0));
  return {
    tooltip: {
      backgroundColor: palette.elevated,
      borderColor: palette.divider,
      textStyle: { color: palette.text },
      formatter: ({ value: [x, y, n] }: { value: [number, number, number] }) =>
        `${props.series[y]?.name ?? ""} ${props.labels[x] ?? ""}: ${format(n)}`,
    },
    grid: { left: 8, right: 8, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: props.labels, axisTick: { show: false }, axisLabel: { color: palette.tertiary } },
    yAxis: { type: "category", inverse: true, data: props.series.map((row) => row.name), axisTick: { show: false }, axisLabel: { color: palette.tertiary } },
    visualMap: { show: false, min: 0, max: most, inRange: { color: [...palette.heat] } },
    series: [{ type: "heatmap", data, itemStyle: { borderColor: palette.container, borderWidth: 1 } }],
  };
}
