namespace LambdaRoleAudit.Reports;

/// <summary>
/// The flat table, for those who search: every entry is a row. The script fills it from the texts of the page, so they are stored once.
/// </summary>
internal sealed class EntryTable() : HtmlSection("table", "Search all entries")
{
    public override bool Concerns(HtmlPage page) => page.Entries.Count > 0;

    private protected override void WriteBody(HtmlPage page) => page.Text.Write("""
        <noscript><p>The table needs the script in this file. Everything in it is also in the sections above.</p></noscript>
        <div id=search hidden>
        <div class=filters role=search>
        <label class=wide>Search<input id=text type=search autocomplete=off placeholder="function, role, rule, words of the evidence"></label>
        <label>Severity<select id=severity><option value="">all</option></select></label>
        <label>Status<select id=status><option value="">all</option></select></label>
        <label>Rule<select id=rule><option value="">all</option></select></label>
        </div>
        <table id=rows>
        <caption aria-live=polite></caption>
        <thead><tr><th scope=col><button type=button>Severity</button></th><th scope=col><button type=button>Status</button></th><th scope=col><button type=button>Rule</button></th><th scope=col><button type=button>Function</button></th><th scope=col><button type=button>Region</button></th><th scope=col><button type=button>What</button></th></tr></thead>
        <tbody></tbody>
        </table>
        <p><button id=more type=button hidden>Show more</button></p>
        </div>

        """);
}
