using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Antiphon.Fuzz;

/// <summary>
/// Which branches of the instrumented assemblies an input takes, and roughly how often. The map is that of AFL: a byte for each pair of
/// branches that follow one another, which code that SharpFuzz instrumented counts up.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int Size = 1 << 16;
    private const int Words = Size / sizeof(ulong);

    private static readonly byte* Map = (byte*)NativeMemory.AllocZeroed(Size);

    private readonly byte[] seen = new byte[Size];

    /// <summary>Must run before any code of an instrumented assembly.</summary>
    public static void Start() => Trace.SharedMem = Map;

    /// <summary>Whether anything was counted since <see cref="Clear"/>.</summary>
    public static bool IsCounting => new Span<byte>(Map, Size).IndexOfAnyExcept((byte)0) >= 0;

    /// <summary>Forgets the last input.</summary>
    public static void Clear()
    {
        new Span<byte>(Map, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Adds what the input since <see cref="Clear"/> took.</summary>
    /// <returns>Whether some of it was never taken before, or never so often.</returns>
    public bool Add()
    {
        bool isNew = false;
        var words = new ReadOnlySpan<ulong>(Map, Words);
        for (int word = 0; word < words.Length; word++)
        {
            if (words[word] != 0)
            {
                isNew |= Add(word * sizeof(ulong));
            }
        }

        return isNew;
    }

    private bool Add(int first)
    {
        bool isNew = false;
        for (int place = first; place < first + sizeof(ulong); place++)
        {
            byte bucket = Bucket(Map[place]);
            isNew |= (seen[place] | bucket) != seen[place];
            seen[place] |= bucket;
        }

        return isNew;
    }

    // A bit for each order of magnitude: 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, more.
    private static byte Bucket(byte count) =>
        count switch
        {
            0 => 0,
            1 => 1,
            2 => 2,
            3 => 4,
            < 8 => 8,
            < 16 => 16,
            < 32 => 32,
            < 128 => 64,
            _ => 128,
        };
}
