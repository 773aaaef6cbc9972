using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Cli.Output;

/// <summary>An enumeration by its camel-case name.</summary>
internal sealed class EnumWordConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;
