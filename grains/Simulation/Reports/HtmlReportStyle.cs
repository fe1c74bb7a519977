namespace FleetActors.Simulation;

/// <summary>The look of the report page.</summary>
internal static class HtmlReportStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--ink:#1c2330;--soft:#667085;--rule:#e4e7ec;--c1:#2563eb;--c2:#0d9488;--c3:#f59e0b;--c4:#dc2626;--c5:#7c3aed;--c6:#16a34a}
        @media(prefers-color-scheme:dark){:root{--page:#0f141c;--card:#182130;--ink:#e6eaf2;--soft:#94a3b8;--rule:#2a3547;--c1:#60a5fa;--c2:#2dd4bf;--c3:#fbbf24;--c4:#f87171;--c5:#a78bfa;--c6:#4ade80}}
        *{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        main{max-width:1180px;margin:0 auto;padding:32px 20px 48px}header{margin-bottom:22px}h1{margin:2px 0;font-size:30px;line-height:1.2;letter-spacing:-.01em}
        .brand{margin:0;color:var(--c1);font-weight:600;font-size:13px}.sub{margin:0;color:var(--soft)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,250px),1fr));gap:14px;margin-bottom:18px}
        .tiles div,figure,details{background:var(--card);border:1px solid var(--rule);border-radius:12px}.tiles div{padding:14px 18px}.tiles p{margin:0;color:var(--soft);font-size:13px}
        .tiles strong{display:block;font-size:25px;line-height:1.3;font-variant-numeric:tabular-nums;white-space:nowrap}.tiles small{color:var(--soft)}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:14px;margin-bottom:14px}
        figure{margin:0;padding:16px 18px 12px}figcaption{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:baseline;margin-bottom:10px}figcaption span,summary span{color:var(--soft);font-weight:400;font-size:13px}
        figcaption em{font-style:normal;font-size:13px;color:var(--soft)}figcaption em i{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:5px}
        svg{display:block;width:100%;height:auto}.grid{stroke:var(--rule)}.axis{fill:var(--soft);font-size:13px}
        .c1{fill:var(--c1);background:var(--c1)}.c2{fill:var(--c2);background:var(--c2)}.c3{fill:var(--c3);background:var(--c3)}.c4{fill:var(--c4);background:var(--c4)}.c5{fill:var(--c5);background:var(--c5)}.c6{fill:var(--c6);background:var(--c6)}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}td,th{padding:6px 10px;text-align:right;border-bottom:1px solid var(--rule);font-weight:400;white-space:nowrap}
        th:first-child{text-align:left}details tr:first-child th{color:var(--soft);font-size:13px}tr:last-child>*{border-bottom:0}
        .shares td,.shares th{border:0;padding:5px 0}.shares td:nth-child(2){width:60%;padding:0 14px}.shares i{display:block;height:14px;min-width:2px;border-radius:4px}.up{background:var(--c1)}.down{background:var(--c4)}
        .empty{color:var(--soft);margin:26px 0}details{margin-bottom:14px;padding:12px 18px}summary{cursor:pointer;font-weight:600}.scroll{overflow-x:auto;margin-top:8px}.note{color:var(--soft);font-size:13px;margin:6px 2px}
        @media print{body{background:#fff}figure,details,.tiles div{break-inside:avoid}}
        """;
}
