using System.Net;

namespace Antiphon.Cluster;

/// <summary>Where the Redis of a cluster is.</summary>
internal static class RedisAddress
{
    /// <summary>The longest that a request of the store waits for Redis, in milliseconds.</summary>
    public const int Patience = 3000;

    private const string Example = "127.0.0.1:6379";

    /// <summary>Reads a configuration.</summary>
    /// <param name="text">For example <c>127.0.0.1:6379</c>.</param>
    /// <exception cref="InvalidOptionException">It is none. The message repeats nothing but addresses: it may hold a password.</exception>
    public static ConfigurationOptions Read(string text)
    {
        ConfigurationOptions settings = Parse(text);
        settings.SetDefaultPorts();
        if (settings.EndPoints.Count != 1 || settings.ServiceName is not null)
        {
            throw Invalid($"given with {settings.EndPoints.Count} addresses{(settings.ServiceName is null ? "" : " and a service")}");
        }

        // A command that finds no connection fails at once; whoever sent it asks again.
        settings.AbortOnConnectFail = true;
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.ReconnectRetryPolicy = new LinearRetry(500);
        settings.ConnectRetry = 1;
        settings.ConnectTimeout = Patience;
        settings.AsyncTimeout = Patience;
        settings.SyncTimeout = Patience;
        settings.ClientName = "antiphon";
        return settings;
    }

    /// <summary>The address as a user writes it.</summary>
    /// <param name="settings">From <see cref="Read"/>.</param>
    public static string Shown(ConfigurationOptions settings) =>
        settings.EndPoints[0] switch
        {
            DnsEndPoint named => $"{named.Host}:{named.Port}",
            { } other => other.ToString()!,
        };

    private static ConfigurationOptions Parse(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text, ignoreUnknown: false);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException)
        {
            throw Invalid("given with a setting that StackExchange.Redis does not know, or with an invalid value");
        }
    }

    private static InvalidOptionException Invalid(string found) =>
        new(
            nameof(MemberOptions.RedisConfiguration),
            found,
            $"the address of one Redis, such as {Example}, and settings of StackExchange.Redis",
            "correct it"
        );
}
