extension Page {
  /// The number of colours of lines.
  static let colours = 8

  static let style: StaticString = """
    :root{color-scheme:light dark;--ink:#1c1e21;--soft:#5d646d;--line:#d8dce1;--paper:#fff;
    --card:#f6f7f9;--good:#0a7a3d;--bad:#b3261e;--caution:#8a5a00;
    --c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#cc79a7;--c4:#b8860b;--c5:#56b4e9;--c6:#7a5195;
    --c7:#666}
    @media (prefers-color-scheme:dark){:root{--ink:#e6e8eb;--soft:#9aa3ad;--line:#3a3f46;
    --paper:#15171a;--card:#1e2125;--good:#5fd08f;--bad:#ff8a80;--caution:#f0b84a;--c0:#5ab0f0;
    --c1:#ff9347;--c2:#3fd6a8;--c3:#f0a5cc;--c4:#e6c14d;--c5:#8fd3ff;--c6:#c39bdf;--c7:#aaa}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);
    font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
    main{max-width:1180px;margin:0 auto;padding:24px 20px}
    footer{max-width:1180px;margin:0 auto;padding:0 20px 24px;color:var(--soft);font-size:13px}
    h1{font-size:26px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
    h2{font-size:19px;margin:36px 0 10px;padding-top:10px;border-top:1px solid var(--line);
    overflow-wrap:anywhere}
    h3{font-size:15px;margin:22px 0 6px;overflow-wrap:anywhere}
    p{margin:6px 0;max-width:80ch;overflow-wrap:anywhere}
    .claim{font-size:18px;background:var(--card);border-left:4px solid var(--c0);padding:10px 14px;
    margin:16px 0;max-width:none}
    .whole{white-space:nowrap}
    .note{color:var(--caution)}.soft,.dim{color:var(--soft)}.good{color:var(--good)}
    .bad{color:var(--bad)}.caution{color:var(--caution)}.strong{font-weight:600}
    .scroll{overflow-x:auto;margin:8px 0;max-width:100%}
    table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}
    th,td{padding:3px 10px;border-bottom:1px solid var(--line);vertical-align:bottom;
    white-space:nowrap}
    th:first-child,td:first-child{padding-left:0}
    th{font-weight:600;color:var(--soft)}tr.heading th{text-align:left;padding-top:10px}
    .left{text-align:left}.right{text-align:right}
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));
    gap:20px;margin-top:12px}
    .beside{display:flex;flex-wrap:wrap;gap:12px 36px;align-items:flex-start}
    .beside>*{max-width:100%;min-width:0}
    figure{margin:0;position:relative;min-width:0;max-width:620px}
    figcaption{font-weight:600;font-size:14px}
    figure.bins{width:400px}figure p{font-size:13px}
    svg{width:100%;height:auto;display:block}
    svg text{fill:var(--soft);font-size:11px;font-variant-numeric:tabular-nums}
    svg .grid{stroke:var(--line);stroke-width:1}
    svg .cross{stroke:var(--soft);stroke-width:1;visibility:hidden}
    .c0{--c:var(--c0)}.c1{--c:var(--c1)}.c2{--c:var(--c2)}.c3{--c:var(--c3)}
    .c4{--c:var(--c4)}.c5{--c:var(--c5)}.c6{--c:var(--c6)}.c7{--c:var(--c7)}.rest{--c:var(--soft)}
    polyline{fill:none;stroke:var(--c);stroke-width:1.8;stroke-linejoin:round}
    polyline.rest{stroke-width:.8;opacity:.45}polyline.dashed{stroke-dasharray:5 4}
    polyline.near{stroke-width:3.2;opacity:1}
    circle.dot{fill:var(--c);stroke:none}
    polygon{fill:var(--c);fill-opacity:.16;stroke:none}
    rect.bar{fill:var(--c0);fill-opacity:.55}rect.count{fill:var(--soft);fill-opacity:.4}
    circle.run{fill:var(--c);fill-opacity:.6}line.mean{stroke:var(--ink);stroke-width:2}
    line.whisker{stroke:var(--ink);stroke-width:1.2}circle.mean{fill:var(--c1)}
    line.perfect{stroke:var(--soft);stroke-dasharray:4 4}svg text.small{font-size:9px}
    .legend{list-style:none;margin:4px 0 0;padding:0;display:flex;flex-wrap:wrap;gap:2px 14px;
    font-size:13px}
    .legend li{overflow-wrap:anywhere}
    .legend i,.tip i{display:inline-block;width:16px;height:3px;margin-right:5px;
    vertical-align:middle;background:var(--c)}
    .legend i.dashed,.tip i.dashed{width:20px;
    -webkit-mask:repeating-linear-gradient(90deg,#000 0 5px,transparent 5px 8px);
    mask:repeating-linear-gradient(90deg,#000 0 5px,transparent 5px 8px)}
    .tip{position:absolute;pointer-events:none;background:var(--card);border:1px solid var(--line);
    border-radius:4px;padding:4px 8px;font-size:12px;visibility:hidden;white-space:pre;z-index:2;
    max-width:100%;overflow:hidden;font-variant-numeric:tabular-nums}
    .tip b{display:block;font-weight:400;color:var(--soft)}.tip span{display:block}
    .tip .near{font-weight:600}
    .matrix td{text-align:right;min-width:34px;padding:4px 6px;border:1px solid var(--paper)}
    .matrix th{text-align:right}
    .matrix td.hit{box-shadow:inset 0 0 0 2px var(--c2)}
    .h0{background:var(--card)}.h1{background:color-mix(in srgb,var(--c1) 12%,var(--card))}
    .h2{background:color-mix(in srgb,var(--c1) 28%,var(--card))}
    .h3{background:color-mix(in srgb,var(--c1) 45%,var(--card))}
    .h4{background:color-mix(in srgb,var(--c1) 65%,var(--card))}
    .pictures{display:flex;flex-wrap:wrap;gap:10px 12px}.pictures figure{width:min-content}
    .pictures figcaption{font-weight:400;font-size:12px;line-height:1.35;
    color:var(--soft);font-variant-numeric:tabular-nums}
    .pictures.wide figure{width:94px}.pictures figcaption span{display:block}
    .stack{display:grid;gap:3px}
    img{image-rendering:pixelated;display:block;border:1px solid var(--line);max-width:100%;
    height:auto}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;margin:8px 0;font-size:14px}
    dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere;min-width:0}
    pre{font-size:13px;line-height:1.4;overflow-x:auto}
    details{margin:8px 0}summary{cursor:pointer;color:var(--soft);overflow-wrap:anywhere}
    details.run{border-top:1px solid var(--line);padding-top:10px}
    details.run>summary{color:var(--ink);font-weight:600}
    @media (max-width:620px){svg.chart text,svg.groups text{font-size:15px}}
    @page{margin:14mm 12mm}
    @media print{:root{color-scheme:light}*{print-color-adjust:exact;
    -webkit-print-color-adjust:exact}
    body{font-size:11px}main,footer{max-width:none;padding:0}h1{font-size:20px}
    h2,h3{break-after:avoid}h2{font-size:15px;margin-top:22px}h3{font-size:12px;margin-top:14px}
    .claim{font-size:13px}table{font-size:9.5px}th,td{padding:2px 6px}
    td{white-space:normal;overflow-wrap:anywhere}th{white-space:normal}
    .matrix td{min-width:22px;padding:2px 4px;white-space:nowrap}
    dl{font-size:10.5px}.legend{font-size:10px}.pictures figcaption{font-size:9px}
    figure,.claim,.matrix,.stack,tr,dl{break-inside:avoid}thead{display:table-header-group}
    .charts{grid-template-columns:1fr 1fr;gap:12px}.beside{gap:8px 14px}
    figure.bins{width:270px}figcaption{font-size:11.5px}figure p{font-size:9.5px}.screen{display:none}
    .scroll{overflow:visible}
    pre{font-size:8.5px;columns:2;white-space:pre-wrap;overflow-wrap:anywhere;overflow:visible}
    .tip,.cross{display:none}details::details-content{content-visibility:visible}}

    """
}
