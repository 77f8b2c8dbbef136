// The visitor's lines in discord.js.
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  EmbedBuilder,
  Events,
  GatewayIntentBits,
  MessageFlags,
  SlashCommandBuilder,
} from "discord.js";

const { TOKEN, API_URL, GUILD_ID } = process.env;
const [, api, version] = API_URL.match(/^(.*)\/v(\d+)$/);
const { Guilds, GuildMessages, MessageContent } = GatewayIntentBits;
const client = new Client({
  intents: [Guilds, GuildMessages, MessageContent],
  rest: { api, version },
});

client.once(Events.ClientReady, async () => {
  const hi = new SlashCommandBuilder()
    .setName("hi")
    .setDescription("Says hi.")
    .addStringOption((option) =>
      option.setName("whom").setDescription("Whom?").setRequired(true),
    );
  await client.application.commands.set([hi], GUILD_ID);
});

client.on(Events.MessageCreate, async (message) => {
  if (message.content === "!hello") {
    const embed = new EmbedBuilder()
      .setTitle("Hello")
      .addFields({ name: "from", value: "discord.js" });
    const button = new ButtonBuilder()
      .setCustomId("press")
      .setLabel("Press")
      .setStyle(ButtonStyle.Primary);
    const components = [new ActionRowBuilder().addComponents(button)];
    await message.reply({ content: "hello", embeds: [embed], components });
  }
  if (message.content === "!edit") {
    const sent = await message.channel.send("one");
    await sent.edit("two");
  }
});

client.on(Events.InteractionCreate, async (asked) => {
  if (asked.isButton()) {
    await asked.update({ content: "pressed", components: [] });
    await asked.followUp({ content: "and more", flags: MessageFlags.Ephemeral });
  } else if (asked.isChatInputCommand()) {
    const whom = asked.options.getString("whom");
    await asked.reply({ content: `hi ${whom}`, flags: MessageFlags.Ephemeral });
    await asked.editReply(`hi again ${whom}`);
  }
});

await client.login(TOKEN);
