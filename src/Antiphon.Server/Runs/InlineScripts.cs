using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Server;

/// <summary>What a report may do in a browser: run the scripts that are part of it, in a sandbox, and ask nobody for anything.</summary>
internal static class InlineScripts
{
    private const string Open = "<script>";
    private const string Close = "</script>";
    private const int Most = 16;

    private const string Sandbox =
        "sandbox allow-scripts allow-downloads; default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; script-src ";

    /// <summary>The content security policy of a page, which allows its scripts by their hashes.</summary>
    /// <param name="html">The page.</param>
    public static string Policy(string html)
    {
        var hashes = new List<string>();
        for (int at = Next(html, 0); at >= 0 && hashes.Count < Most; at = Next(html, at))
        {
            int end = html.IndexOf(Close, at, StringComparison.OrdinalIgnoreCase);
            if (end < 0)
            {
                break;
            }

            byte[] script = Encoding.UTF8.GetBytes(html[at..end]);
            hashes.Add($"'sha256-{Convert.ToBase64String(SHA256.HashData(script))}'");
            at = end;
        }

        return Sandbox + (hashes.Count == 0 ? "'none'" : string.Join(' ', hashes));
    }

    private static int Next(string html, int from) =>
        html.IndexOf(Open, from, StringComparison.Ordinal) is >= 0 and var at ? at + Open.Length : -1;
}
