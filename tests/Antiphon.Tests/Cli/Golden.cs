using System.Runtime.CompilerServices;

namespace Antiphon.Tests.Cli;

/// <summary>
/// Texts that people have read and approved, in the folder Golden beside this file. Set ANTIPHON_ACCEPT=1 to write them anew, then review
/// the difference.
/// </summary>
internal static class Golden
{
    public static void AssertEqual(string name, string text, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, "Golden", name);
        if (Environment.GetEnvironmentVariable("ANTIPHON_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }
}
