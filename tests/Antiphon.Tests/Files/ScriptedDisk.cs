namespace Antiphon.Tests.Files;

/// <summary>A disk that tells what it is asked to flush, and fails where a test says so.</summary>
internal sealed class ScriptedDisk : Disk
{
    public const string Cause = "Input/output error of the scripted disk";

    /// <summary>Receives a file at the instant of its flush; throws to make it fail.</summary>
    public Action<FileStream> OnFile { get; init; } = _ => { };

    /// <summary>Receives a folder at the instant of its flush; throws to make it fail.</summary>
    public Action<string> OnFolder { get; init; } = _ => { };

    public static IOException Failure() => new(Cause);

    public override void Flush(FileStream file)
    {
        file.Flush();
        OnFile(file);
    }

    public override void FlushFolder(string folder) => OnFolder(folder);
}
