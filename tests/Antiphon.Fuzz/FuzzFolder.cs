namespace Antiphon.Fuzz;

/// <summary>The folder of this project: inputs that are known, and what readers need beside an input.</summary>
/// <param name="path">Where it is.</param>
internal sealed class FuzzFolder(string path)
{
    /// <summary>A file that a reader needs beside its input.</summary>
    /// <param name="name">Its path below fixtures/.</param>
    public string Fixture(string name) => Path.Combine(path, "fixtures", name);

    /// <summary>The known inputs of a target, by name.</summary>
    /// <param name="target">The target's name.</param>
    public IReadOnlyList<string> Inputs(string target) =>
        Directory.Exists(Corpus(target)) ? [.. Directory.EnumerateFiles(Corpus(target)).Order(StringComparer.Ordinal)] : [];

    /// <summary>The folder of a target's known inputs.</summary>
    /// <param name="target">The target's name.</param>
    public string Corpus(string target) => Path.Combine(path, "corpus", target);
}
