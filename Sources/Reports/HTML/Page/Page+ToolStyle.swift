extension Page {
  /// The looks of what the scripts add, and of the table of runs.
  static let toolStyle: StaticString = """
    .tools{display:flex;flex-wrap:wrap;gap:6px;align-items:center;margin:4px 0;font-size:12px}
    .tools button,.tools input,.tools select{font:inherit;color:var(--ink);background:var(--card);
    border:1px solid var(--line);border-radius:4px;padding:1px 8px}
    .tools input{min-width:16em;padding:3px 8px}
    .tools button:hover,th button:hover{border-color:var(--soft)}
    .tools button[aria-pressed=true]{background:var(--line)}
    button:focus-visible,input:focus-visible,select:focus-visible,li:focus-visible,
    a:focus-visible{outline:2px solid var(--c0);outline-offset:1px}
    th button{font:inherit;font-weight:600;color:inherit;background:none;border:1px solid transparent;
    border-radius:4px;padding:0 2px;cursor:pointer;white-space:nowrap}
    th[aria-sort=ascending] button::after{content:" ▲"}
    th[aria-sort=descending] button::after{content:" ▼"}
    .legend li[role=button]{cursor:pointer}
    .legend li[aria-pressed=false]{opacity:.4;text-decoration:line-through}
    svg.chart{cursor:crosshair;touch-action:pan-y}
    svg .zoom{fill:var(--c0);fill-opacity:.15;stroke:var(--c0);stroke-width:.5;pointer-events:none}
    table.runs td i{display:inline-block;width:16px;height:3px;margin-right:6px;
    vertical-align:middle;background:var(--c)}
    table.runs input{margin:0 6px 0 0;vertical-align:middle}
    .tall{max-height:520px;overflow-y:auto}
    .tall thead th{position:sticky;top:0;background:var(--paper)}
    tr[hidden]{display:none}
    .findings{padding-left:22px;margin:10px 0}.findings li{font-size:18px;line-height:1.4;margin:4px 0;
    overflow-wrap:anywhere}.findings a{color:inherit;font-weight:600}
    .finding{font-size:22px;line-height:1.3;font-weight:600;margin:10px 0 6px;max-width:none}
    h2 a,h3 a{color:var(--soft);text-decoration:none;font-weight:400;opacity:0;margin-left:6px}
    h2:hover a,h3:hover a,h2 a:focus,h3 a:focus{opacity:1}
    nav{font-size:13px;margin:10px 0}nav a{color:var(--soft);margin-right:14px;white-space:nowrap}
    figure.wide{max-width:none}svg.parallel{min-width:640px}
    polyline.setting{stroke-width:1.2;opacity:.75}
    circle.value{fill:var(--c);fill-opacity:.7;stroke:none}
    .q0{--c:var(--q0)}.q1{--c:var(--q1)}.q2{--c:var(--q2)}.q3{--c:var(--q3)}.q4{--c:var(--q4)}
    :root{--q0:#440154;--q1:#3b528b;--q2:#21918c;--q3:#5ec962;--q4:#d4b106}
    @media (prefers-color-scheme:dark){:root{--q0:#8a6fc0;--q1:#7b96d8;--q2:#3fc0b8;--q3:#8be08f;
    --q4:#fde725}}
    @media print{nav,h2 a,h3 a,.tools{display:none}.finding{font-size:15px}
    .findings li{font-size:12px}.tall{max-height:none;overflow:visible}}

    """
}
