namespace Antiphon.Numerics;

/// <summary>The place of the largest of some numbers.</summary>
internal static class Argmax
{
    /// <summary>The first place of the largest number; ties go to the lowest index. 0 where the first is not a number.</summary>
    /// <param name="values">At least one number.</param>
    public static int First(ReadOnlySpan<double> values)
    {
        int best = 0;
        for (int place = 1; place < values.Length; place++)
        {
            best = values[place] > values[best] ? place : best;
        }

        return best;
    }
}
