using System.Reflection;
using System.Security.Cryptography;

namespace Antiphon.Cli.Reporting;

/// <summary>The style of a page, and the scripts that draw its figures if they were built into this program.</summary>
/// <param name="Style">The style sheet.</param>
/// <param name="Script">The script with everything it needs; null when it was not built.</param>
/// <param name="Notices">The licences of what the script contains.</param>
internal sealed record ReportScripts(string Style, string? Script, string Notices)
{
    /// <summary>How to build the scripts.</summary>
    public const string HowToBuild = "(cd web/report && npm ci --ignore-scripts && npx vite build)";

    private static readonly Lazy<ReportScripts> BuiltIn = new(static () =>
        new ReportScripts(
            Resource("report.css") ?? throw new InvalidOperationException("the style sheet is missing from the program"),
            Resource("report.js") is string script ? Inline(script) : null,
            Resource("notices.txt") ?? ""
        )
    );

    /// <summary>Those of this program.</summary>
    public static ReportScripts Built => BuiltIn.Value;

    /// <summary>What the page may do: run this one script, and reach nothing outside itself.</summary>
    public string ContentPolicy =>
        $"default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
        + (
            Script is null
                ? ""
                : $"; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Script)))}'"
        );

    // In a script element only these two could end it or hide its end; within JavaScript's strings a backslash changes neither.
    private static string Inline(string script) =>
        script
            .Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)
            .Replace("<!--", "<\\!--", StringComparison.Ordinal)
            .TrimEnd('\n');

    private static string? Resource(string name)
    {
        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
