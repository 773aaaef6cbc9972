using System.Security.Cryptography;

namespace Antiphon.Server;

/// <summary>The keys that are good at present: a file that is read anew when it changes. One that cannot be read holds no key.</summary>
internal sealed class KeyFile
{
    private const long MillisecondsBetweenChecks = 500;

    private readonly Lock checking = new();
    private readonly string path;
    private readonly TextWriter log;
    private IReadOnlyList<AccessKey> keys;
    private string stamp;
    private long isChecked;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="log">Receives a line when it changes.</param>
    /// <exception cref="InvalidInputException">It cannot be read, or a line is none of a key.</exception>
    public KeyFile(string path, TextWriter log)
    {
        this.path = path;
        this.log = log;
        stamp = Stamp();
        keys = AccessKey.ReadFile(path);
        isChecked = Environment.TickCount64;
    }

    /// <summary>The line of a key; null where there is none.</summary>
    /// <param name="key">The key.</param>
    public AccessKey? Find(string key)
    {
        Refresh();
        byte[] hash = AccessKey.HashOf(key);
        AccessKey? found = null;

        // All are compared, so that time tells nothing.
        foreach (AccessKey each in Volatile.Read(ref keys))
        {
            found = each.Is(hash) ? each : found;
        }

        return found;
    }

    private void Refresh()
    {
        if (Environment.TickCount64 - Volatile.Read(ref isChecked) < MillisecondsBetweenChecks)
        {
            return;
        }

        lock (checking)
        {
            string present = Stamp();
            Volatile.Write(ref isChecked, Environment.TickCount64);
            if (present != stamp)
            {
                stamp = present;
                Volatile.Write(ref keys, Read());
            }
        }
    }

    private IReadOnlyList<AccessKey> Read()
    {
        try
        {
            IReadOnlyList<AccessKey> read = AccessKey.ReadFile(path);
            log.WriteLine($"read {read.Count} keys");
            return read;
        }
        catch (InvalidInputException fault)
        {
            log.WriteLine($"all keys are invalid until the key file is corrected: {fault.Message}");
            return [];
        }
    }

    // Of the content: a mounted secret is a link, whose own time and length stay when its target is swapped.
    private string Stamp()
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(Disk.Current.ReadBytes(path)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
