using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>Three populations that meet the same chances.</summary>
public class FleetTests
{
    private static readonly CooperativeGame Game = ServedPair.Game;
    private static readonly LocalPolicy Local = LocalPolicy.Uniform(Game);
    private static readonly JointPolicy Blind = new(new BlindPolicy(1, Game.GlobalActions, [0, 1, 2, 3, 4]), Local);

    [Fact]
    public void A_person_earns_what_the_trained_dispatcher_earns_until_they_take_over()
    {
        Fleet fleet = NewFleet();
        for (int step = 0; step < 30; step++)
        {
            fleet.Step();
            Assert.Equal(fleet.Arms[0].Total, fleet.Shown.Total);
            Assert.Equal(fleet.Arms[0].Episode.Counts, fleet.Shown.Episode.Counts);
        }

        fleet.TakeOver();
        Assert.Equal(31, fleet.Since);
        Assert.Equal(fleet.Shown.Advice, fleet.Action);
        int other = (fleet.Action + 1) % Game.GlobalActions;
        fleet.Choose(other);
        fleet.Step();
        Assert.Equal(other, fleet.Action);
        fleet.GiveBack();
        Assert.Equal(fleet.Shown.Advice, fleet.Action);
        Assert.Equal(31, fleet.Since);
    }

    /// <summary>Where all agents are observed, what is observed is what is there.</summary>
    [Fact]
    public void What_is_observed_is_of_the_agents_that_are_shown()
    {
        const int agents = 5;
        var trained = new JointPolicy(ServedPair.Table(Game.WithAgents(agents), agents), Local);
        var fleet = new Fleet(Game, agents, trained, Blind, seed: 5);
        RequireWhole();
        Change(fleet.Step);
        Change(fleet.TakeOver);
        Change(() => fleet.Shock(1));
        Change(fleet.GiveBack);
        Change(fleet.Step);

        void Change(Action change)
        {
            change();
            RequireWhole();
        }

        void RequireWhole()
        {
            int[] observed = fleet.Shown.Episode.Observation.ToArray();
            Assert.Equal(fleet.Shown.Episode.Counts.ToArray(), observed.Select(count => (long)count));
            IGlobalActor actor = trained.Global.Start(new DeployedWorld(Game, Local), new RandomStream(0));
            int advised = actor.Act(fleet.Shown.Episode.GlobalState, observed, new RandomStream(0));
            Assert.Equal(advised, fleet.Shown.Advice);
        }
    }

    [Theory]
    [InlineData("table")]
    [InlineData("remembering")]
    [InlineData("scripted")]
    [InlineData("clusters")]
    public void Every_comparison_starts_level_and_meets_the_same_chances(string kind)
    {
        CooperativeGame game = kind == "clusters" ? Game.WithSampling(new ClusteredSampling(2)) : Game;
        GlobalPolicy global = kind switch
        {
            "remembering" => ServedPair.Remembering(FilterKind.Linear),
            "scripted" => new ScriptedPolicy(game, 2, step => new ActionReasons { Values = [step % 3, step % 2, 1, 0, 0] }),
            _ => ServedPair.Table(game, 4),
        };
        var blind = new JointPolicy(new BlindPolicy(2, Game.GlobalActions, [0, 1, 2, 3, 4]), Local);
        var fleet = new Fleet(game, game.Agents, new JointPolicy(global, Local), blind, seed: 5);
        for (int round = 0; round < 3; round++)
        {
            fleet.TakeOver();
            RequireLevel();

            // A person who does what the trained dispatcher does loses nothing to it.
            for (int step = 0; step < 20; step++)
            {
                fleet.Choose(fleet.Arms[0].Advice);
                fleet.Step();
                Assert.Equal(fleet.Arms[0].Total, fleet.Shown.Total);
            }

            fleet.Choose((round + 1) % Game.GlobalActions);
            for (int step = 0; step < 20; step++)
            {
                fleet.Step();
            }

            Assert.NotEqual(fleet.Arms[0].Total, fleet.Shown.Total);
            Assert.Equal(fleet.Shown.Episode.Time - 40, fleet.Since);
            fleet.GiveBack();
            fleet.Step();
        }

        void RequireLevel() => Assert.All(fleet.Arms, arm =>
            {
                Assert.Equal(0, arm.Total);
                Assert.Equal(fleet.Since, arm.Episode.Time);
                Assert.Equal(fleet.Shown.Episode.GlobalState, arm.Episode.GlobalState);
                Assert.Equal(fleet.Shown.Episode.Counts, arm.Episode.Counts);
                if (arm != fleet.Arms[2])
                {
                    Assert.Equal(fleet.Shown.Advice, arm.Advice);
                    Assert.Equal(fleet.Shown.Episode.Observation, arm.Episode.Observation);
                    Assert.Equal(fleet.Shown.Episode.Actor.Estimate, arm.Episode.Actor.Estimate);
                }
            });
    }

    [Fact]
    public void A_shock_moves_agents_to_one_state_the_same_in_all_populations()
    {
        Fleet fleet = NewFleet();
        fleet.Step();
        fleet.Shock(1);
        Assert.All(fleet.Arms, arm => Assert.Equal(Game.Agents, arm.Episode.Counts.ToArray().Max()));
        Assert.Single(fleet.Arms.Select(arm => arm.Episode.Mode).Distinct());
    }

    [Fact]
    public void The_pairs_that_were_used_last_are_kept()
    {
        var pairs = new TrainedPairs();
        for (int subsample = 0; subsample < TrainedPairs.Most; subsample++)
        {
            pairs.Add(subsample, Blind);
        }

        Assert.Same(Blind, pairs.Use(0));
        pairs.Add(TrainedPairs.Most, Blind);
        Assert.True(pairs.Has(0));
        Assert.False(pairs.Has(1));
        Assert.Null(pairs.Use(1));
    }

    private static Fleet NewFleet() => new(Game, Game.Agents, new JointPolicy(ServedPair.Table(Game, 3), Local), Blind, seed: 5);
}
