using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Antiphon.Numerics;

/// <summary>
/// Up to eight <see cref="MultinomialLaw"/>s that draw side by side, each with a stream of its own, and give the numbers that they give
/// one after the other. Immutable; may be shared by threads.
/// </summary>
internal sealed class MultinomialLanes
{
    private readonly BinomialLanes[] conditional;
    private readonly int[] targets;
    private readonly int[] last;
    private readonly int lanes;

    /// <summary>Prepares the laws side by side.</summary>
    /// <param name="laws">From one to eight laws.</param>
    public MultinomialLanes(ReadOnlySpan<MultinomialLaw> laws)
    {
        lanes = laws.Length;
        last = new int[lanes];
        int longest = 0;
        for (int lane = 0; lane < lanes; lane++)
        {
            last[lane] = laws[lane].Order[^1];
            longest = Math.Max(longest, laws[lane].Order.Length);
        }

        conditional = new BinomialLanes[longest - 1];
        targets = new int[conditional.Length * lanes];
        for (int position = 0; position < conditional.Length; position++)
        {
            // The default value, which draws nothing, fills up laws of fewer categories.
            var at = new BinomialLaw[Xoshiro256Lanes.Width];
            for (int lane = 0; lane < lanes; lane++)
            {
                if (position < laws[lane].Order.Length - 1)
                {
                    at[lane] = laws[lane].Conditional[position];
                    targets[(position * lanes) + lane] = laws[lane].Order[position];
                }
            }

            conditional[position] = new BinomialLanes(at);
        }
    }

    /// <summary>Draws the counts of independent trials of every law and adds them up.</summary>
    /// <param name="family">Streams: those numbered from <paramref name="first"/> on belong to the laws.</param>
    /// <param name="first">Number of the first law's stream.</param>
    /// <param name="spare">A stream for use meanwhile.</param>
    /// <param name="trials">Number of trials of every law, from 0 to <see cref="BinomialSampler.MaximumTrials"/>.</param>
    /// <param name="counts">One total per category; added to.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of trials is out of range.</exception>
    public void AddSample(StreamFamily family, long first, RandomStream spare, ReadOnlySpan<long> trials, Span<long> counts)
    {
        var room = default(Room);
        Vector512<double> left = Load(trials[..lanes], room);
        Xoshiro256Lanes generators = family.Lanes(first);
        int place = 0;
        foreach (BinomialLanes law in conditional)
        {
            if (left == Vector512<double>.Zero)
            {
                return;
            }

            Vector512<double> drawn = law.Draw(left, ref generators, spare);
            left -= drawn;
            Add(drawn, targets.AsSpan(place, lanes), counts, room);
            place += lanes;
        }

        Add(left, last, counts, room);
    }

    private static void Add(Vector512<double> numbers, ReadOnlySpan<int> places, Span<long> counts, Span<long> room)
    {
        Vector512.ConvertToInt64(numbers).CopyTo(room);
        for (int lane = 0; lane < places.Length; lane++)
        {
            counts[places[lane]] += room[lane];
        }
    }

    private static Vector512<double> Load(ReadOnlySpan<long> trials, Span<long> room)
    {
        for (int lane = 0; lane < trials.Length; lane++)
        {
            if ((ulong)trials[lane] > (ulong)BinomialSampler.MaximumTrials)
            {
                BinomialSampler.ThrowTrials(trials[lane]);
            }

            room[lane] = trials[lane];
        }

        return Vector512.ConvertToDouble(Vector512.Create<long>(room));
    }

    // Room on the stack that leaves the method to the tiers of the compiler, as stackalloc does not.
    [InlineArray(Xoshiro256Lanes.Width)]
    private struct Room
    {
        private long first;
    }
}
