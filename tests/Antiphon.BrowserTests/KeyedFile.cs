using Antiphon.Server;

namespace Antiphon.BrowserTests;

/// <summary>A file of keys with one that may act.</summary>
internal sealed class KeyedFile : IDisposable
{
    /// <summary>Writes it.</summary>
    public KeyedFile()
    {
        (Key, AccessKey line) = AccessKey.Create("person", AccessScope.Act);
        File.WriteAllText(Path, $"{line}\n");
    }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}
