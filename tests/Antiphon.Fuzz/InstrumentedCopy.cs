using SharpFuzz;

namespace Antiphon.Fuzz;

/// <summary>This program with assemblies that tell which branches they take, in a folder beside it.</summary>
internal static class InstrumentedCopy
{
    private static readonly string[] Assemblies =
    [
        "Antiphon.dll",
        "Antiphon.Learning.dll",
        "Antiphon.Paper.dll",
        "Antiphon.Server.dll",
        "Antiphon.Cli.dll",
    ];

    /// <summary>Makes the copy anew.</summary>
    /// <returns>The program in it.</returns>
    public static string Make()
    {
        string source = AppContext.BaseDirectory;
        string copy = Path.Combine(source, "instrumented");
        if (Directory.Exists(copy))
        {
            Directory.Delete(copy, recursive: true);
        }

        Directory.CreateDirectory(copy);
        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        if (Directory.Exists(Path.Combine(source, "runtimes")))
        {
            Directory.CreateSymbolicLink(Path.Combine(copy, "runtimes"), Path.Combine(source, "runtimes"));
        }

        foreach (string assembly in Assemblies)
        {
            // Lazy: the assembly is instrumented while its types are counted.
            _ = Fuzzer.Instrument(Path.Combine(copy, assembly), static _ => true, Options.Value).Count();
        }

        return Path.Combine(copy, Path.GetFileName(typeof(InstrumentedCopy).Assembly.Location));
    }
}
