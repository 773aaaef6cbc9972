namespace Antiphon.Tests.Files;

/// <summary>A disk that tells what it is asked to flush, and fails where a test says so.</summary>
internal sealed class ScriptedDisk : Disk
{
    public const string Cause = "Input/output error of the scripted disk";

    /// <summary>Receives a file at the instant of its flush; throws to make it fail.</summary>
    public Action<FileStream> OnFile { get; init; } = _ => { };

    /// <summary>Receives a folder at the instant of its flush; throws to make it fail.</summary>
    public Action<string> OnFolder { get; init; } = _ => { };

    /// <summary>Receives a file that is to be deleted; throws to make it fail.</summary>
    public Action<string> OnDelete { get; init; } = _ => { };

    public static IOException Failure() => new(Cause);

    /// <summary>Opens a file for writing in another way; null: as the system does.</summary>
    public Func<string, Stream?> OnWrite { get; init; } = _ => null;

    public override Stream Open(
        string path,
        FileMode mode,
        FileAccess access,
        FileShare share,
        int bufferBytes = 1 << 12,
        FileOptions options = FileOptions.None
    ) => (access == FileAccess.Read ? null : OnWrite(path)) ?? base.Open(path, mode, access, share, bufferBytes, options);

    public override void Flush(Stream file)
    {
        file.Flush();
        if (file is FileStream real)
        {
            OnFile(real);
        }
    }

    public override void Delete(string path)
    {
        OnDelete(path);
        base.Delete(path);
    }

    public override void FlushFolder(string folder) => OnFolder(folder);
}
