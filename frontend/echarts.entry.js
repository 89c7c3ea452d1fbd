// The parts of ECharts that static/js/charts.js draws with, and nothing else: about 60 per cent of the full file.
import { init, registerMap, use, graphic } from "echarts/core";
import { LineChart, MapChart, RadarChart, ScatterChart } from "echarts/charts";
import { GeoComponent, GridComponent, MarkLineComponent, RadarComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([
  LineChart, MapChart, RadarChart, ScatterChart,
  GeoComponent, GridComponent, MarkLineComponent, RadarComponent, TooltipComponent,
  SVGRenderer,
]);

export { init, registerMap, graphic };
