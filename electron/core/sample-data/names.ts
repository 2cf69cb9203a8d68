// Names of invented people, of many origins, as they are really written: with accents, apostrophes, spaces and hyphens. The lists are
// written out (and not drawn from a library) so that the same seed gives the same people in every version of everything.

type Origin = {
  readonly weight: number
  readonly first: readonly string[]
  readonly last: readonly string[]
}
const words = (text: string) => text.trim().split(/\s*,\s*/)

export const ORIGINS: readonly Origin[] = [
  {
    weight: 40,
    first:
      words(`James, Mary, Robert, Patricia, John, Jennifer, Michael, Linda, David, Elizabeth, William, Barbara, Richard, Susan, Joseph,
      Jessica, Thomas, Karen, Christopher, Sarah, Charles, Lisa, Daniel, Nancy, Matthew, Sandra, Anthony, Betty, Mark, Ashley, Donald, Emily,
      Steven, Kimberly, Andrew, Margaret, Paul, Donna, Joshua, Michelle, Kenneth, Carol, Kevin, Amanda, Brian, Melissa, George, Deborah,
      Timothy, Stephanie, Ronald, Rebecca, Jason, Sharon, Edward, Laura, Jeffrey, Cynthia, Ryan, Dorothy, Jacob, Amy, Gary, Kathleen, Nicholas,
      Angela, Eric, Shirley, Jonathan, Brenda, Stephen, Emma, Larry, Anna, Justin, Pamela, Scott, Nicole, Brandon, Samantha, Benjamin, Katherine,
      Samuel, Christine, Gregory, Helen, Tyler, Debra, Raymond, Rachel, Jo Ann, Mary Beth, Billy Ray, DeShawn, LaToya, Tyrone, Keisha, Wyatt`),
    last: words(`Smith, Johnson, Williams, Brown, Jones, Davis, Miller, Wilson, Moore, Taylor, Anderson, Thomas, Jackson, White, Harris, Martin,
      Thompson, Robinson, Clark, Lewis, Lee, Walker, Hall, Allen, Young, King, Wright, Scott, Hill, Green, Adams, Baker, Nelson, Carter,
      Mitchell, Roberts, Turner, Phillips, Campbell, Parker, Evans, Edwards, Collins, Stewart, Morris, Rogers, Reed, Cook, Morgan, Bell,
      Bailey, Cooper, Richardson, Cox, Howard, Ward, Peterson, Gray, Watson, Brooks, Kelly, Sanders, Price, Bennett, Wood, Barnes, Ross,
      Henderson, Coleman, Jenkins, Perry, Powell, Long, Patterson, Hughes, Washington, Butler, Simmons, Foster, Bryant, Griffin, Hayes, Ford,
      Hamilton, Graham, Sullivan, Wallace, Woods, West, Jordan, Reynolds, Marshall, Freeman, Wells, Webb, Simpson, Stevens, Tucker, Porter,
      Hunter, Hicks, Crawford, Boyd, Mason, Kennedy, Warren, Dixon, Burns, Gordon, Shaw, Holmes, Rice, Robertson, Hunt, Black, Palmer, Mills,
      Smith-Jones, Taylor-Reed, Van Buren, St. Clair`),
  },
  {
    weight: 22,
    first:
      words(`José, María, Juan, Guadalupe, Luis, Carmen, Carlos, Rosa, Jesús, Ana, Miguel, Sofía, Ángel, Lucía, Jorge, Elena, Andrés, Inés,
      Raúl, Verónica, Óscar, Mónica, Héctor, Teresa, Rubén, Adriana, Iván, Daniela, Ramón, Valentina, Álvaro, Begoña, Íñigo, Ximena, César,
      Esperanza, Martín, Concepción, Julián, Itzel, Emiliano, Yesenia, María José, José Luis, Juan Carlos`),
    last: words(`García, Rodríguez, Martínez, Hernández, López, González, Pérez, Sánchez, Ramírez, Torres, Flores, Rivera, Gómez, Díaz, Reyes,
      Morales, Ortiz, Gutiérrez, Chávez, Ramos, Ruiz, Mendoza, Álvarez, Castillo, Jiménez, Vásquez, Romero, Herrera, Medina, Aguilar, Garza,
      Castro, Vargas, Fernández, Guzmán, Muñoz, Salazar, Soto, Delgado, Peña, Núñez, Ibáñez, Zúñiga, Ávila, Íñiguez, De la Cruz, De la Rosa,
      Del Río, García Márquez, López de Arriortúa, Ocampo-Villaseñor`),
  },
  {
    weight: 6,
    first: words(
      `Siobhán, Seán, Niamh, Aoife, Conor, Róisín, Ciarán, Máire, Declan, Maeve, Pádraig, Eilís, Liam, Bríd, Fionnuala, Eoin`,
    ),
    last: words(`O'Brien, O'Connor, O'Neill, O'Reilly, O'Sullivan, O'Hara, McCarthy, McDonald, MacLeod, McIntyre, Ó Súilleabháin, Ní Bhriain,
      Fitzgerald, Gallagher, Brennan, D'Arcy, McGrath, Quinn, Kavanagh, Mac Giolla Phádraig`),
  },
  {
    weight: 5,
    first:
      words(`Jürgen, Käthe, Björn, Søren, Åsa, Günther, Heike, Lars, Ingrid, Øyvind, Astrid, Matthias, Jörg, Anneliese, Þóra, Magnús, Matti,
      Päivi, Dieter`),
    last: words(`Müller, Schröder, Weiß, Großmann, Köhler, Jäger, Schäfer, Vogel, von Hohenberg, Zimmermann, Sørensen, Østergaard, Håkansson,
      Lindström, Nyström, Bjørnstad, Hämäläinen, Virtanen, Guðmundsdóttir, Jónsson, van der Berg, de Vries, van den Heuvel, Ström-Åkesson`),
  },
  {
    weight: 4,
    first:
      words(`Łukasz, Małgorzata, Agnieszka, Krzysztof, Jiří, Žofia, Đorđe, Ivana, Milan, Zuzana, Bogdan, Kateřina, Ştefan, Ioana, Dragan,
      Oksana, Mykola, Natalya, Dmitri, Svetlana`),
    last: words(`Kowalski, Wiśniewska, Wójcik, Łuczak, Świątek, Dvořák, Novotná, Černý, Šimánek, Horvat, Đurić, Kovačević, Popescu, Ștefănescu,
      Ivanov, Petrova, Shevchenko, Kovalenko, Nagy, Szőke, Brzęczyszczykiewicz`),
  },
  {
    weight: 4,
    first: words(
      `François, Élodie, Renée, Hélène, Gaël, Noël, Zoé, Jean-Luc, Marie-Ève, Étienne, Chloé, Aurélie, Loïc, Thérèse, André, Océane`,
    ),
    last: words(`Lefèvre, Dubois, Côté, Bélanger, Gagné, Lévesque, D'Amour, L'Heureux, Saint-Pierre, Beauséjour, Thériault, Desjardins, Laîné,
      Château, de La Fontaine, Broussard, Thibodeaux, Boudreaux`),
  },
  {
    weight: 4,
    first: words(
      `Giuseppe, Alessandra, Niccolò, Chiara, Paolo, Francesca, João, Conceição, Antônio, Inês, Thiago, Letícia, Vitória, Gonçalo`,
    ),
    last: words(`D'Angelo, Dell'Acqua, De Luca, Esposito, Rossi, Bianchi, Lo Presti, D'Annunzio, Conti, Silva, Conceição, Gonçalves, Araújo,
      Magalhães, dos Santos, Simões, Falcão, da Costa e Silva`),
  },
  {
    weight: 6,
    first:
      words(`Nguyệt, Thị Hoa, Minh, Đức, Anh, Linh, Wei, Xiuying, Jun, Mei-Ling, Hiroshi, Yuki, Kenji, Sakura, Ji-woo, Min-jun, Soo-yeon,
      Hyun, Kai, Malia, Leilani, Keoni, Jasmine, Maricel, Rodrigo, Analyn`),
    last: words(`Nguyễn, Trần, Lê, Phạm, Huỳnh, Đặng, Võ, Wang, Li, Zhang, Chen, Liu, Huang, Wu, Kim, Park, Choi, Tanaka, Sato, Yamamoto,
      Kapaʻakea, Kealoha, Kahananui, Dela Cruz, Santos, Bautista, Manalo, Ng, Xu, O`),
  },
  {
    weight: 5,
    first:
      words(`Aarav, Priya, Rajesh, Ananya, Sanjay, Lakshmi, Vikram, Deepa, Arjun, Meena, Mohammed, Fatima, Ahmed, Aisha, Omar, Layla, Yusuf,
      Noor, Hassan, Zainab, Reza, Shirin, Levon, Anahit`),
    last: words(`Patel, Singh, Kumar, Sharma, Reddy, Iyer, Gupta, Kaur, Venkatanarasimharajuvaripeta, Subramaniam, Khan, Hussain, Al-Sayed,
      El-Masri, Haddad, Abdul-Rahman, Ben Youssef, Hosseini, Tehrani, Petrosyan, Der-Hovanessian, Rao`),
  },
  {
    weight: 4,
    first: words(
      `Kwame, Ngozi, Chinedu, Amara, Oluwaseun, Zainabu, Tendai, Fatou, N'Golo, Abena, Babajide, Wanjirũ, Sékou, Adwoa`,
    ),
    last: words(`Okafor, Adébáyò, Mensah, N'Diaye, Diallo, Mbeki, Kamau, Okonkwo, Asante, Nwachukwu, Traoré, Boateng, Tesfaye, Ouédraogo,
      M'Bokolo, Achterberg-Ndlovu`),
  },
]

/** Names that forms really get, and that break narrow columns. */
export const LONG_NAMES: readonly (readonly [first: string, last: string])[] = [
  ['María de los Ángeles Guadalupe', 'Fernández de Córdoba y Álvarez de Toledo'],
  ['Maximiliana-Alexandrine', 'von Hohenzollern-Sigmaringen'],
  ['Wolfeschlegelstein', 'Hausenbergerdorff-Schwarzenbacher'],
  ['Bartholomew Christopher', 'Featherstonehaugh-Cholmondeley'],
  ['Keihanaikukauakahihuliheekahaunaele', 'Kealohapauʻole'],
  ['Thị Minh Nguyệt Thanh', 'Nguyễn Trần Phương Huỳnh'],
]

/** Agents of the agency, in the order they are hired: a larger batch needs more of them. */
export const AGENTS = [
  ['ana', 'Ana Souza', 'blue'],
  ['ben', 'Ben Whitaker', 'green'],
  ['chloe', 'Chloé Tran', 'amber'],
  ['dev', 'Dev Patel', 'violet'],
  ['ella', 'Ella O’Connor', 'magenta'],
  ['farid', 'Farid Haddad', 'teal'],
  ['grace', 'Grace Kim', 'slate'],
  ['hugo', 'Hugo Martínez', 'red'],
  ['ines', 'Inês Carvalho', 'blue'],
  ['jack', 'Jack Morrison', 'green'],
  ['kofi', 'Kofi Mensah', 'amber'],
  ['lena', 'Lena Schäfer', 'violet'],
] as const
