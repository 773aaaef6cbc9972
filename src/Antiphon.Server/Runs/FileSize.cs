namespace Antiphon.Server;

/// <summary>How large a file of a run may be to be read for a page. What runs hold is a thousandth of it, as a rule.</summary>
internal static class FileSize
{
    /// <summary>In bytes.</summary>
    public const long Most = 64 << 20;

    /// <summary>Requires that a file, if it is there, is small enough.</summary>
    /// <exception cref="InvalidInputException">It is not.</exception>
    public static void Require(string file)
    {
        if (Disk.Current.Find(file) is { IsFolder: false, Length: > Most and var length })
        {
            throw new InvalidInputException(
                $"{file} has {length:N0} bytes; expected at most {Most:N0}; read it with the command instead of the page"
            );
        }
    }
}
