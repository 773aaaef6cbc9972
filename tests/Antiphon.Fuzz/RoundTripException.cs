namespace Antiphon.Fuzz;

/// <summary>What was read does not survive being written and read.</summary>
/// <param name="message">The first difference.</param>
internal sealed class RoundTripException(string message) : Exception(message)
{
    /// <summary>Requires equal texts.</summary>
    /// <param name="once">As written after the first reading.</param>
    /// <param name="twice">As written after the second.</param>
    /// <exception cref="RoundTripException">They differ.</exception>
    public static void Require(ReadOnlySpan<byte> once, ReadOnlySpan<byte> twice)
    {
        if (!once.SequenceEqual(twice))
        {
            int place = once.CommonPrefixLength(twice);
            throw new RoundTripException(
                $"written, read and written again: {once.Length} and {twice.Length} bytes, which differ from byte {place}"
            );
        }
    }
}
