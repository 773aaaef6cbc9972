using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Server;

namespace Antiphon.Fuzz;

/// <summary>Readers of what sessions put aside.</summary>
internal static class SnapshotTargets
{
    /// <summary>How many steps the sessions took.</summary>
    public const long Steps = 40;

    /// <summary>Snapshots of a session whose dispatcher has a filter.</summary>
    public static FuzzTarget Filter(FuzzFolder folder, Scratch scratch) => Of("snapshot-filter", Policy(folder, FilterKind.Linear));

    /// <summary>Snapshots of a session whose dispatcher has particles.</summary>
    public static FuzzTarget Particles(FuzzFolder folder, Scratch scratch) =>
        Of("snapshot-particles", Policy(folder, FilterKind.Particles));

    /// <summary>A policy whose sessions remember.</summary>
    /// <param name="folder">Where its game is.</param>
    /// <param name="kind">What it remembers.</param>
    public static ServedPolicy Policy(FuzzFolder folder, FilterKind kind)
    {
        CooperativeGame game = GameFile.Load(folder.Fixture("patrol.json"));
        var options = new MemoryOptions { Filter = kind, Particles = 5 };
        var dispatcher = new RememberingPolicy(2, EstimatePlan.Mode(game), options);
        return ServedPolicy.Of(game, new JointPolicy(dispatcher, LocalPolicy.Uniform(game)));
    }

    /// <summary>An actor at the start of its episode.</summary>
    public static ServedActor Start(ServedPolicy policy) => policy.Start(new RandomStream(1));

    // An input is what stands behind the checksum, which is set right: else nothing of it would be read.
    private static FuzzTarget Of(string name, ServedPolicy policy) =>
        new(name, input => Read(policy, input))
        {
            Documents = static problem => problem is InvalidDataException or EndOfStreamException or ProblemException,
        };

    private static void Read(ServedPolicy policy, byte[] input)
    {
        byte[] once = Rewritten(policy, Sealed(input));
        RoundTripException.Require(once, Rewritten(policy, once));
    }

    private static byte[] Rewritten(ServedPolicy policy, byte[] snapshot)
    {
        var keys = new KeyRing();
        ServedActor actor = Start(policy);
        actor.Restore(SessionSnapshot.Read(snapshot, keys, Steps));
        return SessionSnapshot.Write(keys, Steps, actor.Save());
    }

    private static byte[] Sealed(byte[] input)
    {
        byte[] snapshot = [.. new byte[SessionSnapshot.SumBytes], .. input];
        SessionSnapshot.Seal(snapshot);
        return snapshot;
    }
}
