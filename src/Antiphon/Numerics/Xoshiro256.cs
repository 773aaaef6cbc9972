using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Antiphon.Numerics;

/// <summary>
/// The generator xoshiro256++ (Blackman and Vigna). A value: a loop that draws many numbers works on a copy, which stays in registers, and
/// puts it back.
/// </summary>
/// <param name="word0">First word of the state; not all four may be 0.</param>
/// <param name="word1">Second word.</param>
/// <param name="word2">Third word.</param>
/// <param name="word3">Fourth word.</param>
[StructLayout(LayoutKind.Auto)]
internal struct Xoshiro256(ulong word0, ulong word1, ulong word2, ulong word3)
{
    private ulong word0 = word0;
    private ulong word1 = word1;
    private ulong word2 = word2;
    private ulong word3 = word3;

    /// <summary>The state.</summary>
    public readonly (ulong First, ulong Second, ulong Third, ulong Fourth) Words => (word0, word1, word2, word3);

    /// <summary>The next 64 uniformly random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        ulong s0 = word0,
            s1 = word1,
            s2 = word2,
            s3 = word3;
        ulong result = BitOperations.RotateLeft(s0 + s3, 23) + s0;
        ulong shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        word0 = s0;
        word1 = s1;
        word2 = s2;
        word3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A uniform integer in {0, .., bound - 1}, without bias (Lemire's multiplication with rejection).</summary>
    /// <param name="bound">Positive upper end, excluded. Not checked.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long NextBelow(long bound)
    {
        ulong high = Math.BigMul(Next(), (ulong)bound, out ulong low);
        if (low < (ulong)bound)
        {
            // Reached with probability bound / 2^64: the low word decides whether the draw falls into the incomplete last block.
            ulong threshold = (0 - (ulong)bound) % (ulong)bound;
            while (low < threshold)
            {
                high = Math.BigMul(Next(), (ulong)bound, out low);
            }
        }

        return (long)high;
    }
}
