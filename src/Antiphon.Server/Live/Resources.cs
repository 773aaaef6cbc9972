namespace Antiphon.Server;

/// <summary>Files that are part of the assembly.</summary>
internal static class Resources
{
    /// <summary>The bytes of a file; null where this build has none of this name.</summary>
    public static byte[]? Read(string name)
    {
        using Stream? stream = typeof(Resources).Assembly.GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
